package org.forecast4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.forecast4j.IntervalForecast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a model in the application learns, and what becomes of it. */
class LearningTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private Path saved() {
    return folder.resolve("state").resolve("walks");
  }

  private ApplicationContextRunner runner(String version) {
    Path shipped = folder.resolve("shipped-" + version);
    if (!Files.exists(shipped)) {
      Fixtures.save(Fixtures.bundle(version), shipped);
    }
    return SetupTest.RUNNER.withPropertyValues(
        "forecast.bundle=" + shipped, "forecast.save-to=" + saved());
  }

  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private static LocalModel local(ForecastModel model) {
    return (LocalModel) model;
  }

  @Test
  void the_next_forecast_rests_on_what_was_observed_and_an_old_one_can_be_told_late() {
    runner("1")
        .run(
            context -> {
              ForecastModel model = context.getBean(ForecastModel.class);
              IntervalForecast first = model.forecast(Fixtures.PATTERN, 0.8);
              Fixtures.observe(model);
              model.observe(first, Fixtures.OUTCOME);
              assertThat(model.current().calibrationSize()).isEqualTo(Fixtures.CALIBRATION + 2);
              assertThat(model.forecast(Fixtures.PATTERN, 0.8)).isNotEqualTo(first);
              assertThatThrownBy(() -> model.observe(first, 1))
                  .isInstanceOf(IllegalArgumentException.class);
              assertThat(model.current().calibrationSize()).isEqualTo(Fixtures.CALIBRATION + 2);
            });
  }

  @Test
  void the_end_saves_and_the_next_start_goes_on() {
    runner("1").run(context -> Fixtures.observe(context.getBean(ForecastModel.class)));
    assertThat(Fixtures.learned(saved())).isEqualTo(1);
    assertThat(Fixtures.load(saved()).attachments()).contains("notes.txt");
    runner("1").run(context -> Fixtures.observe(context.getBean(ForecastModel.class)));
    assertThat(Fixtures.learned(saved())).isEqualTo(2);
  }

  @Test
  void where_nothing_is_learned_nothing_is_saved() {
    runner("1").run(context -> assertThat(context).hasNotFailed());
    assertThat(saved()).doesNotExist();
  }

  @Test
  void a_bundle_may_be_saved_to_where_it_came_from() {
    Path own = Fixtures.save(Fixtures.bundle("1"), folder.resolve("own"));
    ApplicationContextRunner runner =
        SetupTest.RUNNER.withPropertyValues("forecast.bundle=" + own, "forecast.save-to=" + own);
    for (int start = 1; start <= 3; start++) {
      runner.run(context -> Fixtures.observe(context.getBean(ForecastModel.class)));
      assertThat(Fixtures.learned(own)).isEqualTo(start);
    }
  }

  @Test
  void what_another_bundle_learned_is_left_as_it_is() {
    runner("1").run(context -> Fixtures.observe(context.getBean(ForecastModel.class)));
    runner("2")
        .run(
            context -> {
              assertThat(context).hasFailed();
              FailureAnalysis analysis =
                  new ForecastSetupFailureAnalyzer().analyze(context.getStartupFailure());
              assertThat(analysis.getDescription()).contains(saved().toString(), "another bundle");
              assertThat(analysis.getAction()).contains("Move that folder away");
            });
    assertThat(Fixtures.load(saved()).info().version()).isEqualTo("1");
  }

  @Test
  void it_is_saved_at_intervals() {
    runner("1")
        .withPropertyValues("forecast.save-every=5ms")
        .run(
            context -> {
              ForecastModel model = context.getBean(ForecastModel.class);
              Fixtures.observe(model);
              await(() -> local(model).unsaved() == 0);
              assertThat(Fixtures.learned(saved())).isEqualTo(1);
              Fixtures.observe(model);
              await(() -> local(model).unsaved() == 0);
              assertThat(Fixtures.learned(saved())).isEqualTo(2);
            });
  }

  @Test
  void an_interval_of_nothing_is_refused() {
    for (String every : List.of("0s", "-1s")) {
      runner("1")
          .withPropertyValues("forecast.save-every=" + every)
          .run(
              context ->
                  assertThat(context)
                      .getFailure()
                      .hasMessageContaining("forecast.save-every is PT"));
    }
  }

  @Test
  void a_folder_that_cannot_be_written_to_fails_the_start_and_is_left_as_it_is()
      throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("mine"), "mine");
    for (Path target : List.of(file, foreign, file.resolve("below"), Path.of("/proc/walks"))) {
      runner("1")
          .withPropertyValues("forecast.save-to=" + target)
          .run(
              context ->
                  assertThat(context).getFailure().rootCause().isInstanceOf(IOException.class));
      runner("1")
          .withPropertyValues("forecast.save-to=" + target)
          .run(
              context ->
                  assertThat(
                          new ForecastSetupFailureAnalyzer()
                              .analyze(context.getStartupFailure())
                              .getDescription())
                      .startsWith("forecast.save-to is '" + target + "', which cannot be used: "));
    }
    assertThat(file).hasContent("mine");
    assertThat(foreign.resolve("mine")).hasContent("mine");
  }

  @Test
  void a_folder_that_becomes_unusable_shows_and_is_written_once_it_is_usable_again() {
    runner("1")
        .withPropertyValues("forecast.save-every=5ms")
        .run(
            context -> {
              ForecastModel model = context.getBean(ForecastModel.class);
              Path foreign = Files.createDirectories(saved()).resolve("mine");
              Files.writeString(foreign, "mine");
              Fixtures.observe(model);
              await(() -> !local(model).condition().isUp());
              assertThat(local(model).condition().details())
                  .containsEntry("unsaved", 1L)
                  .containsKey("error");
              assertThat(foreign).hasContent("mine");
              Files.delete(foreign);
              await(() -> local(model).condition().isUp());
              assertThat(Fixtures.learned(saved())).isEqualTo(1);
            });
  }

  @Test
  void what_was_learned_before_the_end_is_saved_and_nothing_is_learned_after_it() {
    AtomicInteger learned = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    runner("1")
        .withPropertyValues("forecast.save-every=1ms")
        .run(
            context -> {
              ForecastModel model = context.getBean(ForecastModel.class);
              CountDownLatch some = new CountDownLatch(20);
              for (int i = 0; i < 4; i++) {
                Thread thread =
                    new Thread(
                        () -> {
                          try {
                            while (true) {
                              Fixtures.observe(model);
                              learned.incrementAndGet();
                              some.countDown();
                            }
                          } catch (IllegalStateException e) {
                            refused.incrementAndGet();
                          }
                        });
                threads.add(thread);
                thread.start();
              }
              some.await();
            });
    for (Thread thread : threads) {
      assertThatNoInterruption(thread);
    }
    assertThat(refused).hasValue(4);
    assertThat(Fixtures.learned(saved())).isEqualTo(learned.get());
    assertThat(saved().getParent()).isDirectoryNotContaining("glob:**/.*");
  }

  private static void assertThatNoInterruption(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void two_that_save_at_once_leave_one_whole_bundle() throws InterruptedException {
    Path shipped = Fixtures.save(Fixtures.bundle("1"), folder.resolve("shipped"));
    List<LocalModel> models = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      BundleStore store = BundleStore.open(shipped.toString(), Optional.of(saved().toString()));
      models.add(new LocalModel(store, Duration.ofMillis(1)));
    }
    List<Thread> threads = new ArrayList<>();
    for (LocalModel model : models) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 30; i++) {
                  Fixtures.observe(model);
                }
                model.close();
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(Fixtures.learned(saved())).isBetween(1, 30);
  }
}
