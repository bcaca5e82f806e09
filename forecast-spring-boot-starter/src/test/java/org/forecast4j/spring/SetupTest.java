package org.forecast4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.client.ForecastClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.AnnotationMetadata;

/** What properties and beans of the application lead to. */
class SetupTest {
  static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  ForecastAutoConfiguration.class, MeteringAutoConfiguration.class));

  private static final String IMPORTS = imports();

  @TempDir Path folder;

  private Path bundle() {
    return Fixtures.save(Fixtures.bundle("1"), folder.resolve("walks"));
  }

  /** What a start that fails tells. */
  private static FailureAnalysis failure(AssertableApplicationContext context) {
    assertThat(context).hasFailed();
    FailureAnalysis analysis =
        new ForecastSetupFailureAnalyzer().analyze(context.getStartupFailure());
    assertThat(analysis).isNotNull();
    return analysis;
  }

  private static void assertForecasts(AssertableApplicationContext context) {
    assertThat(context.getBean(ForecastModel.class).explain(Fixtures.PATTERN, 0.8))
        .isEqualTo(Fixtures.bundle("1").conformal().explain(Fixtures.PATTERN, 0.8));
  }

  @Test
  void the_tests_run_with_the_boot_that_they_are_to_run_with() {
    String version = SpringBootVersion.getVersion();
    assertThat(version).isEqualTo(System.getProperty("spring-boot.version", version));
  }

  @Test
  void a_bundle_is_a_folder_a_zip_file_or_on_the_class_path() throws IOException {
    Path zip = folder.resolve("walks.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
        var files = Files.list(bundle())) {
      for (Path file : files.toList()) {
        out.putNextEntry(new ZipEntry("walks/" + file.getFileName()));
        out.write(Files.readAllBytes(file));
      }
    }
    String path = folder.resolve("walks").toString();
    for (String location : new String[] {path, "file:" + path, zip.toString()}) {
      RUNNER.withPropertyValues("forecast.bundle=" + location).run(SetupTest::assertForecasts);
    }
    for (String location : new String[] {"classpath:models/nba-halftime", "classpath:/walks"}) {
      RUNNER
          .withPropertyValues("forecast.bundle=" + location)
          .run(
              context ->
                  assertThat(failure(context).getDescription())
                      .contains(location, "bundle.properties: missing"));
    }
  }

  @Test
  void a_start_with_neither_bundle_nor_server_names_both() {
    RUNNER.run(
        context -> {
          assertThat(failure(context).getDescription())
              .contains("forecast.bundle", "forecast.base-url");
          assertThat(failure(context).getAction())
              .contains("forecast.bundle", "forecast.base-url", "forecast.enabled=false");
        });
  }

  @Test
  void a_start_with_both_names_both() {
    RUNNER
        .withPropertyValues("forecast.bundle=" + bundle(), "forecast.base-url=http://localhost:1")
        .run(
            context ->
                assertThat(failure(context).getDescription())
                    .contains("forecast.bundle", "forecast.base-url"));
  }

  @Test
  void what_is_set_to_nothing_is_not_set() {
    RUNNER
        .withPropertyValues(
            "forecast.bundle=" + bundle(), "forecast.base-url=", "forecast.save-to=")
        .run(
            context -> {
              assertForecasts(context);
              assertThat(context).doesNotHaveBean(ForecastClient.class);
            });
  }

  @Test
  void switched_off_there_is_no_bean() {
    RUNNER
        .withPropertyValues("forecast.enabled=false")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ForecastModel.class));
  }

  @Test
  void a_model_of_the_application_needs_no_property() {
    ForecastModel own = new HostedModel(ForecastClient.builder().build(), Optional.empty());
    RUNNER
        .withBean(ForecastModel.class, () -> own)
        .run(context -> assertThat(context.getBean(ForecastModel.class)).isSameAs(own));
  }

  @Test
  void a_bundle_that_is_missing_or_none_is_named_with_what_is_wrong() throws IOException {
    Path missing = folder.resolve("missing");
    Path text = Files.writeString(folder.resolve("text"), "no zip");
    for (Path location : new Path[] {missing, text, folder}) {
      RUNNER
          .withPropertyValues("forecast.bundle=" + location)
          .run(
              context -> {
                assertThat(failure(context).getDescription())
                    .startsWith("forecast.bundle is '" + location + "', which cannot be loaded: ");
                assertThat(failure(context).getAction()).contains("a zip file");
              });
    }
    RUNNER
        .withPropertyValues("forecast.bundle=http://localhost/walks")
        .run(context -> assertThat(failure(context).getDescription()).contains("http://"));
  }

  @Test
  void a_bundle_without_intervals_is_refused() throws IOException {
    ForecastBundle plain =
        ForecastBundle.of(
            Fixtures.bundle("1").info(), Fixtures.bundle("1").forecaster(), "# Walks\n", Map.of());
    Path path = Fixtures.save(plain, folder.resolve("plain"));
    RUNNER
        .withPropertyValues("forecast.bundle=" + path)
        .run(context -> assertThat(failure(context).getDescription()).contains("no intervals"));
  }

  @Test
  void what_cannot_be_a_server_or_its_key_is_said_without_the_key() {
    RUNNER
        .withPropertyValues("forecast.base-url=forecasts.example")
        .run(
            context ->
                assertThat(failure(context).getDescription())
                    .contains("forecast.base-url", "'forecasts.example'; expected http://"));
    RUNNER
        .withPropertyValues("forecast.base-url=http://localhost:1", "forecast.api-key=se cret")
        .run(
            context ->
                assertThat(failure(context).getDescription())
                    .contains("API key")
                    .doesNotContain("se cret"));
  }

  @Test
  void variables_of_the_environment_are_those_of_the_client() {
    RUNNER
        .withInitializer(
            context ->
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addFirst(
                        new SystemEnvironmentPropertySource(
                            "systemEnvironment",
                            Map.of("FORECAST_BASE_URL", "http://localhost:1"))))
        .run(
            context -> assertThat(context.getBean(ForecastClient.class)).asString().contains(":1"));
  }

  /** Reads the configurations as Boot does, by their names: what they name may be absent. */
  static final class ByName implements ImportSelector {
    @Override
    public String[] selectImports(AnnotationMetadata importing) {
      return IMPORTS.lines().toArray(String[]::new);
    }
  }

  @Configuration
  @Import(ByName.class)
  static class Everything {}

  @Test
  void neither_micrometer_nor_health_is_needed() {
    new ApplicationContextRunner()
        .withUserConfiguration(Everything.class)
        .withClassLoader(
            new FilteredClassLoader(
                "io.micrometer",
                "org.springframework.boot.actuate",
                "org.springframework.boot.health"))
        .withPropertyValues("forecast.bundle=" + bundle())
        .run(
            context -> {
              assertForecasts(context);
              assertThat(context).doesNotHaveBean("forecastHealthIndicator");
              assertThat(context).doesNotHaveBean("forecastMetering");
            });
  }

  /** The list that Boot reads. */
  private static String imports() {
    String name =
        "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";
    try (InputStream in = SetupTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last value, always. */
  private record Flat(Shape shape) implements Forecaster {
    @Override
    public String name() {
      return "flat";
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      return Forecast.of(pattern.last(), pattern.last());
    }
  }

  private static final class FlatCodec implements ForecasterCodec<Flat> {
    @Override
    public String kind() {
      return "acme-flat";
    }

    @Override
    public Class<Flat> type() {
      return Flat.class;
    }

    @Override
    public byte[] write(Flat forecaster) {
      return ByteBuffer.allocate(1).array();
    }

    @Override
    public Flat read(Shape shape, byte[] bytes) {
      return new Flat(shape);
    }
  }

  @Test
  void codecs_of_the_application_are_beans() {
    Path saved = folder.resolve("saved");
    Path flat =
        Fixtures.save(
            Fixtures.bundle("1", new Flat(Fixtures.SHAPE)),
            folder.resolve("flat"),
            new FlatCodec());
    ApplicationContextRunner runner =
        RUNNER.withPropertyValues("forecast.bundle=" + flat, "forecast.save-to=" + saved);
    runner.run(
        context ->
            assertThat(failure(context).getDescription()).contains("member kind is 'acme-flat'"));
    runner
        .withBean(FlatCodec.class, FlatCodec::new)
        .run(context -> Fixtures.observe(context.getBean(ForecastModel.class)));
    runner
        .withBean(FlatCodec.class, FlatCodec::new)
        .run(
            context ->
                assertThat(context.getBean(ForecastModel.class).current().calibrationSize())
                    .isEqualTo(Fixtures.CALIBRATION + 1));
  }
}
