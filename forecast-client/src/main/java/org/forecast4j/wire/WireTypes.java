package org.forecast4j.wire;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;

/** The values of the core as JSON. */
final class WireTypes {
  static final WireCodec<Component> MEMBER = WireCodec.of(WireTypes::member, WireTypes::write);
  static final WireCodec<Analog> SIMILAR_GAME =
      WireCodec.of(WireTypes::similarGame, WireTypes::writeGame);
  static final WireCodec<Analog> SIMILAR = WireCodec.of(WireTypes::similar, WireTypes::write);

  private static final String AFTER = "a moment after /moment";

  private WireTypes() {}

  static Pattern pattern(JsonFields fields) {
    double[] values = fields.numbers("pattern");
    if (values.length == 0) {
      throw fields.wrong("pattern", "at least one number");
    }
    int covariates = fields.size("covariates");
    if (covariates > PredictRequest.MAX_COVARIATES) {
      String where = fields.pointer() + "/covariates";
      throw new WireException(
          where,
          where
              + " has "
              + covariates
              + " fields; expected at most "
              + PredictRequest.MAX_COVARIATES);
    }
    return new Pattern(values, fields.numbersByName("covariates"));
  }

  static void write(Pattern pattern, JsonWriter out) throws IOException {
    out.field("pattern", pattern.values());
    out.field("covariates", pattern.covariates());
  }

  /** Ends that are null are infinite; an interval without any value is marked as empty. */
  static Interval interval(JsonFields fields, String lower, String upper, String empty) {
    if (fields.flag(empty, false)) {
      return Interval.EMPTY;
    }
    double most = fields.number(upper, Double.POSITIVE_INFINITY);
    double least = fields.number(lower, Double.NEGATIVE_INFINITY);
    if (least > most) {
      throw fields.wrong(lower, "at most the upper end, " + most);
    }
    return new Interval(least, most);
  }

  static void write(Interval interval, String lower, String upper, String empty, JsonWriter out)
      throws IOException {
    out.field(lower, interval.lower());
    out.field(upper, interval.upper());
    if (interval.isEmpty()) {
      out.field(empty, true);
    }
  }

  private static Component member(JsonFields fields) {
    double prediction = fields.number("prediction");
    return new Component(
        fields.text("name"),
        fields.number("weight"),
        fields.optionalNumbers("path").orElseGet(() -> new double[] {prediction}));
  }

  private static void write(Component member, JsonWriter out) throws IOException {
    out.field("name", member.name());
    out.field("prediction", member.point());
    out.field("weight", member.weight());
    out.field("path", member.path());
  }

  /** An example in words that fit every task. */
  private static Analog similar(JsonFields fields) {
    LabeledPattern ofDay =
        new LabeledPattern(
            fields.text("id"),
            fields.date("date"),
            fields.textsByName("labels"),
            pattern(fields),
            fields.numbers("outcome"));
    Optional<Instant> moment = fields.optionalInstant("moment");
    Optional<Instant> known = fields.optionalInstant("known");
    if (moment.isEmpty() && known.isEmpty()) {
      return analog(fields, ofDay);
    }
    Instant from = moment.orElseThrow(() -> fields.wrong("moment", "a moment beside known"));
    Instant to = known.filter(from::isBefore).orElseThrow(() -> fields.wrong("known", AFTER));
    return analog(
        fields,
        new LabeledPattern(ofDay.id(), from, to, ofDay.labels(), ofDay.pattern(), ofDay.outcome()));
  }

  private static void write(Analog analog, JsonWriter out) throws IOException {
    LabeledPattern example = analog.example();
    out.field("id", example.id());
    out.field("date", example.date());
    if (!example.isOfDay()) {
      out.field("moment", example.moment().toString());
      out.field("known", example.known().toString());
    }
    out.field("labels", new TreeMap<>(example.labels()));
    writeRank(analog, out);
    write(example.pattern(), out);
    out.field("outcome", example.outcome());
  }

  private static Analog similarGame(JsonFields fields) {
    Map<String, String> labels = new HashMap<>(fields.textsByName("labels"));
    fields.optionalText("home").ifPresent(team -> labels.put("home", team));
    fields.optionalText("away").ifPresent(team -> labels.put("away", team));
    double target = fields.number("halftime_differential");
    return analog(
        fields,
        new LabeledPattern(
            fields.text("game_id"),
            fields.date("date"),
            labels,
            pattern(fields),
            fields.optionalNumbers("outcome").orElseGet(() -> new double[] {target})));
  }

  private static void writeGame(Analog analog, JsonWriter out) throws IOException {
    LabeledPattern example = analog.example();
    Map<String, String> labels = new HashMap<>(example.labels());
    out.field("game_id", example.id());
    out.field("date", example.date());
    for (String team : new String[] {"home", "away"}) {
      String name = labels.remove(team);
      if (name != null) {
        out.field(team, name);
      }
    }
    out.field("labels", new TreeMap<>(labels));
    writeRank(analog, out);
    out.field("halftime_differential", example.target());
    write(example.pattern(), out);
    out.field("outcome", example.outcome());
  }

  private static Analog analog(JsonFields fields, LabeledPattern example) {
    return new Analog(
        fields.integer("index", 0, Integer.MAX_VALUE, 0),
        fields.number("distance"),
        fields.number("weight"),
        example);
  }

  private static void writeRank(Analog analog, JsonWriter out) throws IOException {
    out.field("index", analog.index());
    out.field("distance", analog.distance());
    out.field("weight", analog.weight());
  }
}
