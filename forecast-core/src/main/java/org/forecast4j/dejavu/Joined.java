package org.forecast4j.dejavu;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.forecast4j.LabeledPattern;

/**
 * Examples that joined a past one by one, in their order. Immutable: one with an example more
 * shares all but the last chunk with this one.
 */
final class Joined {
  static final Joined NONE = new Joined(new LabeledPattern[0][], 0);

  private static final int CHUNK = 128;

  private final LabeledPattern[][] chunks;
  private final int size;

  private Joined(LabeledPattern[][] chunks, int size) {
    this.chunks = chunks;
    this.size = size;
  }

  int size() {
    return size;
  }

  LabeledPattern example(int index) {
    return chunks[index / CHUNK][index % CHUNK];
  }

  Joined with(LabeledPattern example) {
    int chunk = size / CHUNK;
    int place = size % CHUNK;
    LabeledPattern[][] next = Arrays.copyOf(chunks, chunk + 1);
    next[chunk] = place == 0 ? new LabeledPattern[1] : Arrays.copyOf(chunks[chunk], place + 1);
    next[chunk][place] = example;
    return new Joined(next, size + 1);
  }

  /** The examples, as a view. */
  List<LabeledPattern> examples() {
    return new AbstractList<>() {
      @Override
      public LabeledPattern get(int index) {
        return example(Objects.checkIndex(index, size));
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
