package org.forecast4j.server.inference;

import io.javalin.http.HttpStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.internal.Checks;
import org.forecast4j.server.http.ApiException;
import org.forecast4j.server.model.Model;
import org.forecast4j.wire.JsonFields;
import org.forecast4j.wire.PredictRequest;

/**
 * What an inference request asks for. Its body is a JSON object, behind which the elements of
 * tensors may stand in binary.
 *
 * @param id to be sent back, if the caller gave one
 * @param alpha the share of outcomes the intervals may miss
 * @param patterns what to forecast
 * @param outputs what to answer with, in the order asked for
 */
record InferenceRequest(
    Optional<String> id, double alpha, List<Pattern> patterns, List<Requested> outputs) {
  static final String HEADER_LENGTH = "Inference-Header-Content-Length";
  static final String PATTERN = "pattern";

  /** A number as JSON has them. */
  private static final java.util.regex.Pattern DECIMAL =
      java.util.regex.Pattern.compile("-?\\d{1,20}(\\.\\d{1,100})?([eE][+-]?\\d{1,3})?");

  /** What another server would do to an output, and this one does not. */
  private static final Set<String> UNSUPPORTED = Set.of("classification", "shared_memory_region");

  /**
   * An output that is asked for.
   *
   * @param output which
   * @param binary whether to send it in binary
   */
  record Requested(InferenceOutput output, boolean binary) {}

  private record Parameters(double alpha, boolean binary) {
    static Parameters read(JsonFields fields, double alphaOfQuery) {
      double alpha = fields.optionalNumber("alpha").orElse(alphaOfQuery);
      return new Parameters(
          Checks.probability(alpha, "alpha"), fields.flag("binary_data_output", false));
    }
  }

  /**
   * Reads one for a model.
   *
   * @param body the whole body
   * @param headerLength how many of its bytes are JSON; all of them if empty
   * @param alpha the alpha of the query, for clients that cannot send parameters in the body
   * @param model whose inputs are expected
   * @param mostInBatch how many patterns are taken
   */
  static InferenceRequest read(
      byte[] body,
      Optional<String> headerLength,
      Optional<String> alpha,
      Model model,
      int mostInBatch) {
    int length = headerLength.map(given -> headerLength(given, body.length)).orElse(body.length);
    JsonFields fields = JsonFields.parse(Arrays.copyOf(body, length));
    ByteBuffer binary =
        ByteBuffer.wrap(body, length, body.length - length).order(ByteOrder.LITTLE_ENDIAN);
    double alphaOfQuery = alpha.map(InferenceRequest::alpha).orElse(PredictRequest.DEFAULT_ALPHA);
    Parameters parameters =
        fields
            .optionalObject("parameters", given -> Parameters.read(given, alphaOfQuery))
            .orElse(new Parameters(alphaOfQuery, false));
    return new InferenceRequest(
        fields.optionalText("id"),
        parameters.alpha(),
        patterns(inputs(fields, binary), model, mostInBatch),
        outputs(fields, parameters.binary()));
  }

  private static double alpha(String given) {
    if (!DECIMAL.matcher(given).matches()) {
      throw new IllegalArgumentException(
          "alpha is '" + given + "'; expected a number strictly between 0 and 1");
    }
    return Checks.probability(Double.parseDouble(given), "alpha");
  }

  private static int headerLength(String given, int most) {
    int length = -1;
    try {
      length = Integer.parseInt(given.strip());
    } catch (NumberFormatException e) {
      // Said below, with what is expected.
    }
    if (length < 0 || length > most) {
      throw new IllegalArgumentException(
          HEADER_LENGTH + " is '" + given + "'; expected 0 to " + most + ", the body's length");
    }
    return length;
  }

  private static Map<String, InputTensor> inputs(JsonFields fields, ByteBuffer binary) {
    Map<String, InputTensor> inputs = new LinkedHashMap<>();
    for (InputTensor input : fields.objects("inputs", one -> InputTensor.read(one, binary))) {
      if (inputs.put(input.name(), input) != null) {
        throw new IllegalArgumentException(
            "input '" + input.name() + "' is given twice; expected it once");
      }
    }
    if (binary.hasRemaining()) {
      throw new IllegalArgumentException(
          binary.remaining() + " bytes are left behind the last binary tensor; expected none");
    }
    return inputs;
  }

  private static List<Pattern> patterns(
      Map<String, InputTensor> inputs, Model model, int mostInBatch) {
    SortedSet<String> covariates = understood(model);
    for (String name : inputs.keySet()) {
      if (!name.equals(PATTERN) && !covariates.contains(name)) {
        throw new IllegalArgumentException(
            "input is '" + name + "'; expected pattern, or a covariate of " + covariates(model));
      }
    }
    InputTensor values = inputs.get(PATTERN);
    if (values == null) {
      throw new IllegalArgumentException("input 'pattern' is missing; expected it");
    }
    int length = model.shape().inputLength();
    int rows = rows(values, length);
    if (rows > mostInBatch) {
      throw ApiException.of(
          HttpStatus.CONTENT_TOO_LARGE.getCode(),
          "input 'pattern' holds " + rows + " patterns; expected at most " + mostInBatch);
    }
    List<InputTensor> known =
        inputs.values().stream().filter(input -> covariates.contains(input.name())).toList();
    known.forEach(covariate -> requireOneEach(covariate, rows));
    List<Pattern> patterns = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      int row = i;
      int start = row * length;
      patterns.add(
          new Pattern(
              Arrays.copyOfRange(values.values(), start, start + length),
              known.stream()
                  .collect(
                      Collectors.toMap(InputTensor::name, covariate -> covariate.values()[row]))));
    }
    return patterns;
  }

  /** The inputs beside the pattern that a model knows, none of which it needs. */
  static SortedSet<String> covariates(Model model) {
    SortedSet<String> names = new TreeSet<>(model.covariates().keySet());
    names.addAll(model.info().covariates().keySet());
    return names;
  }

  /** Those, and what the ratings of a model turn into one of them. */
  private static SortedSet<String> understood(Model model) {
    SortedSet<String> names = covariates(model);
    if (names.contains(Halftime.EXPECTED_MARGIN) && model.ratings().isPresent()) {
      names.add(Halftime.RATING_DIFFERENCE);
    }
    return names;
  }

  private static int rows(InputTensor pattern, int length) {
    long[] shape = pattern.shape();
    boolean fits = (shape.length == 1 || shape.length == 2) && shape[shape.length - 1] == length;
    if (!fits) {
      throw new IllegalArgumentException(
          "the shape of input 'pattern' is "
              + Arrays.toString(shape)
              + "; expected [n, "
              + length
              + "] or ["
              + length
              + "]");
    }
    return shape.length == 1 ? 1 : (int) shape[0];
  }

  private static void requireOneEach(InputTensor covariate, int rows) {
    long[] shape = covariate.shape();
    boolean fits =
        Arrays.equals(shape, new long[] {rows}) || Arrays.equals(shape, new long[] {rows, 1});
    if (!fits) {
      throw new IllegalArgumentException(
          "the shape of input '"
              + covariate.name()
              + "' is "
              + Arrays.toString(shape)
              + "; expected ["
              + rows
              + "] or ["
              + rows
              + ", 1], one for each pattern");
    }
  }

  private static List<Requested> outputs(JsonFields fields, boolean binary) {
    List<Requested> outputs = fields.objects("outputs", one -> output(one, binary));
    if (outputs.isEmpty()) {
      return Arrays.stream(InferenceOutput.values())
          .map(output -> new Requested(output, binary))
          .toList();
    }
    Set<InferenceOutput> distinct = new LinkedHashSet<>();
    for (Requested requested : outputs) {
      if (!distinct.add(requested.output())) {
        throw new IllegalArgumentException(
            "output '" + requested.output().tensor() + "' is asked for twice; expected it once");
      }
    }
    return outputs;
  }

  private static Requested output(JsonFields fields, boolean binary) {
    InferenceOutput output = InferenceOutput.of(fields.text("name"));
    return new Requested(
        output,
        fields
            .optionalObject("parameters", parameters -> binary(output, parameters, binary))
            .orElse(binary));
  }

  private static boolean binary(InferenceOutput output, JsonFields parameters, boolean absent) {
    boolean binary = parameters.flag("binary_data", absent);
    for (String name : parameters.extra().keySet()) {
      if (UNSUPPORTED.contains(name)) {
        throw new IllegalArgumentException(
            "output '" + output.tensor() + "' has the parameter " + name + "; it is not supported");
      }
    }
    return binary;
  }
}
