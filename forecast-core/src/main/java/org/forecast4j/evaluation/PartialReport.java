package org.forecast4j.evaluation;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * What a {@link Report} is made of, of some of the cases: parts are made side by side, on threads
 * or machines, and put together in any order. Means differ from those of {@link Report#of} by
 * rounding alone.
 *
 * <p>Intervals of skills are those of {@link Report#of} on the cases in the order of the examples'
 * moments, then of their ids, while there are at most {@value #MOST_DRAWN} cases: these are drawn
 * one by one. More cases are divided by their ids into 4,096 lots, and lots are drawn, so that a
 * part stays small however many cases it is of. Not thread-safe.
 */
public final class PartialReport {
  /** Of how many cases each is drawn by itself. */
  public static final int MOST_DRAWN = 50_000;

  private static final String KIND = "partial-report";

  private final String baseline;
  private final Map<String, ModelSums> models;
  private long n;
  private LocalDate from;
  private LocalDate to;
  private int embargoed;

  private PartialReport(String baseline, long n, LocalDate from, LocalDate to, int embargoed) {
    this.baseline = baseline;
    this.n = n;
    this.from = from;
    this.to = to;
    this.embargoed = embargoed;
    models = new LinkedHashMap<>();
  }

  /**
   * Sums cases up.
   *
   * @param cases the cases, at least one, of one baseline and horizon
   * @return the part
   * @throws IllegalArgumentException if there is no case, or they have different baselines or
   *     horizons
   */
  public static PartialReport of(List<ForecastCase> cases) {
    Report.requireOneBaseline(cases);
    Evaluation.requireOneHorizon(cases);
    ForecastCase first = cases.get(0);
    LocalDate date = first.example().date();
    PartialReport part = new PartialReport(first.baseline(), 0, date, date, 0);
    for (ForecastCase one : cases) {
      part.add(one);
    }
    return part;
  }

  private void add(ForecastCase one) {
    n++;
    include(one.example().date(), one.example().date(), one.embargoed());
    int horizon = one.example().shape().horizon();
    for (String model : one.predictions().keySet()) {
      models.computeIfAbsent(model, name -> new ModelSums(horizon, MOST_DRAWN)).add(model, one, 0);
    }
  }

  private void include(LocalDate first, LocalDate last, int count) {
    from = first.isBefore(from) ? first : from;
    to = last.isAfter(to) ? last : to;
    embargoed = Math.max(embargoed, count);
  }

  /**
   * Adds another part to this one; the other stays as it is.
   *
   * @param other the part of other cases
   * @return this part
   * @throws IllegalArgumentException if it has another baseline or horizon
   */
  public PartialReport add(PartialReport other) {
    if (!other.baseline.equals(baseline) || other.horizon() != horizon()) {
      throw new IllegalArgumentException(
          "a part has the baseline "
              + other.baseline
              + " and "
              + other.horizon()
              + " steps; expected "
              + baseline
              + " and "
              + horizon());
    }
    n += other.n;
    include(other.from, other.to, other.embargoed);
    other.models.forEach(
        (name, sums) ->
            models
                .computeIfAbsent(name, model -> new ModelSums(sums.horizon(), MOST_DRAWN))
                .add(sums));
    return this;
  }

  private int horizon() {
    return models.values().iterator().next().horizon();
  }

  /**
   * The measures of all cases that were added.
   *
   * @param bootstrap how to find the intervals of the skills
   * @return the report, with the models in the order of the first case
   * @throws ArithmeticException if there are more than two billion forecasts of single steps
   */
  public Report report(Bootstrap bootstrap) {
    Map<String, Evaluation> measures =
        models.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    each -> each.getValue().evaluation(bootstrap),
                    (a, b) -> a,
                    LinkedHashMap::new));
    return new Report(Math.toIntExact(n), from, to, embargoed, baseline, measures);
  }

  /**
   * Its form to be sent elsewhere.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, 1).putString(baseline).putLong(n);
    out.putLong(from.toEpochDay()).putLong(to.toEpochDay()).putInt(embargoed);
    out.putInt(models.size());
    models.forEach(
        (name, sums) -> {
          out.putString(name);
          sums.write(out);
        });
    return out.toBytes();
  }

  /**
   * Restores a part.
   *
   * @param bytes what {@link #toBytes} gave
   * @return the part
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public static PartialReport fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    PartialReport part =
        new PartialReport(
            in.getString(),
            in.getLong(1, Long.MAX_VALUE, "number of cases"),
            day(in),
            day(in),
            in.getInt(0, Integer.MAX_VALUE, "embargoed"));
    for (int i = in.getInt(1, bytes.length, "number of models"); i > 0; i--) {
      part.models.put(in.getString(), ModelSums.read(in, MOST_DRAWN, Shape.MAX_LENGTH));
    }
    in.end();
    return part;
  }

  private static LocalDate day(BinaryReader in) {
    return LocalDate.ofEpochDay(
        in.getLong(LocalDate.MIN.toEpochDay(), LocalDate.MAX.toEpochDay(), "day"));
  }
}
