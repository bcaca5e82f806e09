package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.dl4j.NpzFile.Array;
import org.forecast4j.lstm.LstmCovariate;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmEncoding.Use;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.lstm.Standardisation;
import org.forecast4j.testkit.internal.Networks;
import org.junit.jupiter.api.Test;

/** Against weights and outputs of an nn.LSTM(2, 5, num_layers=2) and nn.Linear(6, 3). */
class PyTorchWeightsTest {
  private static final LstmEncoding UNSCALED =
      new LstmEncoding(
          new Shape(4, 3),
          new Standardisation(new double[4], new double[] {1, 1, 1, 1}),
          new Standardisation(new double[3], new double[] {1, 1, 1}),
          List.of(new LstmCovariate("known", Use.HEAD_AND_CHANNEL, 0, 1, new double[5])),
          new double[0]);

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = PyTorchWeightsTest.class.getResourceAsStream(name)) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }

  @Test
  void imported_weights_forecast_what_pytorch_forecast() throws IOException {
    LstmWeights weights = PyTorchWeights.fromNpz(resource("pytorch-weights.npz"), UNSCALED);
    Map<String, Array> cases = NpzFile.read(resource("pytorch-cases.npz"));
    float[] outputs = PyTorchWeights.get(cases, "outputs").require("outputs", 8, 3).values();
    LstmForecaster lstm = LstmForecaster.of(weights);
    try (Dl4jLstmForecaster nd4j = Dl4jLstmForecaster.of(weights)) {
      for (int row = 0; row < 8; row++) {
        Pattern pattern = pattern(cases, row);
        double[] portable = lstm.forecast(pattern).path();
        double[] onNd4j = nd4j.forecast(pattern).path();
        for (int step = 0; step < 3; step++) {
          double expected = pattern.last() + outputs[row * 3 + step];
          assertThat(portable[step]).isCloseTo(expected, within(1e-5));
          assertThat(onNd4j[step]).isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  private static Pattern pattern(Map<String, Array> cases, int row) {
    double[] values = new double[4];
    Arrays.setAll(values, i -> PyTorchWeights.get(cases, "values").values()[row * 4 + i]);
    return Pattern.of(values).with("known", PyTorchWeights.get(cases, "known").values()[row]);
  }

  @Test
  void exported_weights_come_back_to_the_bit() {
    LstmWeights weights = Networks.random(UNSCALED, 3, 7, 1);
    assertThat(PyTorchWeights.fromNpz(PyTorchWeights.toNpz(weights), UNSCALED)).isEqualTo(weights);
  }

  @Test
  void exported_arrays_have_the_shapes_of_a_state_dict() throws IOException {
    LstmWeights imported = PyTorchWeights.fromNpz(resource("pytorch-weights.npz"), UNSCALED);
    Map<String, Array> original = NpzFile.read(resource("pytorch-weights.npz"));
    Map<String, Array> exported = NpzFile.read(PyTorchWeights.toNpz(imported));
    assertThat(exported).containsOnlyKeys(original.keySet());
    original.forEach(
        (name, array) -> PyTorchWeights.get(exported, name).require(name, array.shape()));
    assertThat(PyTorchWeights.get(exported, "lstm.weight_hh_l1").values())
        .isEqualTo(PyTorchWeights.get(original, "lstm.weight_hh_l1").values());
  }

  @Test
  void networks_of_another_kind_are_refused_by_the_array_that_shows_it() {
    refused(arrays -> arrays.remove("fc.bias"), "expected fc.bias");
    refused(arrays -> arrays.remove("lstm.bias_hh_l1"), "expected lstm.bias_hh_l1");
    refused(arrays -> arrays.remove("lstm.weight_ih_l0"), "expected weight_ih_l0");
    refused(arrays -> arrays.remove("fc.weight"), "linear layers are []; expected one");
    refused(
        arrays -> arrays.put("fc2.weight", Array.vector(1)),
        "linear layers are [fc., fc2.]; expected one");
    refused(
        arrays -> arrays.put("lstm.weight_ih_l0_reverse", Array.vector(1)),
        "lstm.weight_ih_l0_reverse; expected one direction");
    refused(
        arrays -> arrays.put("lstm.weight_ih_l1", Array.vector(1)),
        "lstm.weight_ih_l1 has shape [1]; expected [20, 5]");
    refused(
        arrays -> arrays.put("fc.weight", Array.matrix(1, 6, new float[6])),
        "fc.weight has shape [1, 6]; expected [3, 6]");
    refused(arrays -> arrays.put("fc.bias", Array.vector(1, Float.NaN, 0)), "head bias[1] is NaN");
  }

  @Test
  void an_array_that_plays_no_part_is_refused_by_its_name() {
    refused(
        arrays -> arrays.put("scaler.mean", Array.vector(1)),
        "arrays [scaler.mean] have no part in an LSTM of 2 layers named 'lstm.'");
    refused(
        arrays -> {
          for (String part : List.of("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")) {
            arrays.put("encoder." + part, PyTorchWeights.get(arrays, "lstm." + part));
          }
        },
        "LSTMs are [encoder., lstm.]; expected one");
    // A layer is missing in the middle: what follows it is not used.
    refused(
        arrays -> {
          for (String part : List.of("weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l")) {
            arrays.put("lstm." + part + 3, PyTorchWeights.get(arrays, "lstm." + part + 1));
          }
        },
        "lstm.bias_hh_l3, lstm.bias_ih_l3, lstm.weight_hh_l3, lstm.weight_ih_l3] have no part");
    refused(arrays -> arrays.remove("lstm.weight_ih_l1"), "lstm.weight_hh_l1] have no part");
  }

  private static void refused(
      java.util.function.Consumer<Map<String, Array>> change, String message) {
    Map<String, Array> arrays =
        new LinkedHashMap<>(NpzFile.read(PyTorchWeights.toNpz(Networks.random(UNSCALED, 2, 5, 1))));
    change.accept(arrays);
    byte[] npz = NpzFile.write(arrays);
    assertThatThrownBy(() -> PyTorchWeights.fromNpz(npz, UNSCALED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void numpys_types_and_orders_are_read_and_others_refused() throws IOException {
    byte[] doubles = bytes(2.5, -1);
    assertThat(read("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", doubles).values())
        .containsExactly(2.5f, -1f);
    byte[] six = bytes(1, 2, 3, 4, 5, 6);
    assertThat(read("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", six).values())
        .containsExactly(1, 3, 5, 2, 4, 6);
    damaged("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "objects are never read");
    damaged("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", "of type <i8");
    damaged("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 9), }", "needs");
    damaged("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "shape is");
    damaged("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "header is");
    damaged("{'descr': '<f4', 'shape': (1,), }", "header is");
    damaged("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1, 2), }", "two dimensions");
  }

  private static byte[] bytes(double... values) {
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.allocate(values.length * 8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  private static Array read(String header, byte[] content) throws IOException {
    return PyTorchWeights.get(NpzFile.read(npz(header, content)), "a");
  }

  @Test
  void an_error_shows_no_more_than_the_beginning_of_a_long_header_or_name() throws IOException {
    byte[] longHeader = npz("{'descr': '<f4'" + " ".repeat(60_000) + "x}", new byte[8]);
    byte[] longType =
        npz(
            "{'descr': '" + "i".repeat(60_000) + "', 'fortran_order': False, 'shape': (1,), }",
            new byte[8]);
    byte[] longName = NpzFile.write(Map.of("n".repeat(60_000), Array.vector(1)));
    for (byte[] npz : List.of(longHeader, longType, longName)) {
      assertThatThrownBy(() -> NpzFile.read(npz))
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000));
    }
  }

  private static void damaged(String header, String message) throws IOException {
    byte[] npz = npz(header, new byte[8]);
    assertThatThrownBy(() -> NpzFile.read(npz))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("array a")
        .hasMessageContaining(message);
  }

  private static byte[] npz(String header, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      zip.write(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
      zip.write(header.getBytes(StandardCharsets.US_ASCII));
      zip.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void truncated_and_altered_files_are_refused_or_read_but_never_anything_else()
      throws IOException {
    byte[] original = resource("pytorch-weights.npz");
    for (int length = 0; length < original.length; length += 11) {
      tryToRead(Arrays.copyOf(original, length));
    }
    Random random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      byte[] altered = original.clone();
      altered[random.nextInt(altered.length)] = (byte) random.nextInt();
      tryToRead(altered);
    }
    assertThatThrownBy(() -> NpzFile.read("not a zip".getBytes(StandardCharsets.US_ASCII)))
        .hasMessage("npz file is damaged: it is no zip of arrays");
  }

  @Test
  void a_checkpoint_of_pytorch_is_told_to_be_converted_first() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
      zip.putNextEntry(new ZipEntry("lstm_best/data.pkl"));
      zip.write(new byte[] {(byte) 0x80, 2});
    }
    // Before version 1.6 PyTorch wrote the pickle alone.
    byte[] bare = {(byte) 0x80, 2, (byte) 0x8a, 10};
    for (byte[] checkpoint : List.of(zipped.toByteArray(), bare)) {
      assertThatThrownBy(() -> PyTorchWeights.fromNpz(checkpoint, UNSCALED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("convert it first, as docs/pytorch-import.md says");
    }
  }

  private static void tryToRead(byte[] file) {
    try {
      PyTorchWeights.fromNpz(file, UNSCALED);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }

  @Test
  void a_zip_bomb_is_refused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("a.npy"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 70; i++) {
        zip.write(zeros);
      }
    }
    byte[] bomb = bytes.toByteArray();
    assertThat(bomb.length).isLessThan(1 << 20);
    assertThatThrownBy(() -> NpzFile.read(bomb)).hasMessageContaining("npz file is too large");
  }
}
