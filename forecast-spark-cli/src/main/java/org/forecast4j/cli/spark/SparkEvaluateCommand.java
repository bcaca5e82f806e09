package org.forecast4j.cli.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.cli.Measurement;
import org.forecast4j.spark.Evaluated;
import org.forecast4j.spark.EvaluationAggregator;
import org.forecast4j.spark.SparkBundle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a bundle on games, as {@code evaluate} does. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Measures every member, the ensemble and persistence on the games of a file, with the"
            + " numbers of the command evaluate. With --frozen all processors take part; a model"
            + " that learns goes through the games in their order, as one task.")
final class SparkEvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The trained bundle; the shipped model if not given.")
  private @Nullable Path bundle;

  @Option(
      names = "--games",
      required = true,
      paramLabel = "FILE",
      description = "Margins of games, CSV or CSV.GZ.")
  private Path games;

  @Option(
      names = "--confidence",
      split = ",",
      defaultValue = "0.5,0.8,0.9,0.95,0.99",
      description = "Confidences of the intervals (default: ${DEFAULT-VALUE}).")
  private double[] confidences;

  @Option(names = "--frozen", description = "Learn nothing from the games.")
  private boolean frozen;

  @Option(
      names = "--master",
      defaultValue = "local[*]",
      paramLabel = "URL",
      description = "Where Spark runs (default: ${DEFAULT-VALUE}, all processors of this machine).")
  private String master;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    ForecastBundle loaded = Measurement.bundle(bundle);
    List<LabeledPattern> examples = Halftime.examplesFor(loaded, GameMargins.read(games));
    if (examples.isEmpty()) {
      throw new IOException(games + ": no game; expected at least 1");
    }
    EvaluationAggregator aggregator = aggregator(SparkBundle.of(loaded));
    Evaluated measured;
    try (SparkSession session = session()) {
      measured = aggregator.evaluate(GamesTable.of(session, examples));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Measurement.printJson(out, measured.overall(), measured.groups());
    } else {
      Measurement.printTables(out, measured.overall(), measured.groups(), confidences);
    }
    out.flush();
    return 0;
  }

  private EvaluationAggregator aggregator(SparkBundle sent) {
    boolean still = frozen;
    double[] asked = confidences.clone();
    EvaluationAggregator.Builder builder =
        EvaluationAggregator.builder(sent)
            .columns(GamesTable.COLUMNS)
            .group(GamesTable.SEASON)
            .evaluator(read -> Measurement.evaluator(read, still, asked));
    try {
      builder.confidences(asked);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--confidence: " + e.getMessage(), e);
    }
    return (still ? builder : builder.inOrder()).build();
  }

  private SparkSession session() {
    return SparkSession.builder()
        .master(master)
        .appName("forecast4j")
        .config("spark.ui.enabled", false)
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", Runtime.getRuntime().availableProcessors())
        .getOrCreate();
  }
}
