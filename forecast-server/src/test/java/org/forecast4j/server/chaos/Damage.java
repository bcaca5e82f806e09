package org.forecast4j.server.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What accidents do to a journal or to the head beside it. */
enum Damage {
  FLIPPED {
    @Override
    void apply(Copy copy, Random random) {
      copy.journal[random.nextInt(copy.journal.length)] ^= (byte) (1 << random.nextInt(8));
    }
  },
  ZEROED {
    @Override
    void apply(Copy copy, Random random) {
      int from = random.nextInt(copy.journal.length);
      int to = Math.min(copy.journal.length, from + 1 + random.nextInt(MAX_BLOCK));
      Arrays.fill(copy.journal, from, to, (byte) 0);
    }
  },
  OVERWRITTEN {
    @Override
    void apply(Copy copy, Random random) {
      int from = random.nextInt(copy.journal.length);
      byte[] noise = new byte[1 + random.nextInt(MAX_BLOCK)];
      random.nextBytes(noise);
      int length = Math.min(noise.length, copy.journal.length - from);
      System.arraycopy(noise, 0, copy.journal, from, length);
    }
  },
  CUT {
    @Override
    void apply(Copy copy, Random random) {
      copy.journal = Arrays.copyOf(copy.journal, random.nextInt(copy.journal.length));
    }
  },
  CUT_AT_AN_EDGE {
    @Override
    void apply(Copy copy, Random random) {
      copy.keep(copy.numbers().subList(0, random.nextInt(copy.records())));
    }
  },
  REMOVED {
    @Override
    void apply(Copy copy, Random random) {
      List<Integer> numbers = copy.numbers();
      numbers.remove(random.nextInt(copy.records()));
      copy.keep(numbers);
    }
  },
  REPEATED {
    @Override
    void apply(Copy copy, Random random) {
      List<Integer> numbers = copy.numbers();
      numbers.add(random.nextInt(copy.records()), random.nextInt(copy.records()));
      copy.keep(numbers);
    }
  },
  SWAPPED {
    @Override
    void apply(Copy copy, Random random) {
      List<Integer> numbers = copy.numbers();
      Collections.swap(numbers, random.nextInt(copy.records()), random.nextInt(copy.records()));
      copy.keep(numbers);
    }
  },
  /** A record that was being written when the machine was lost: it was never acknowledged. */
  TORN_BEHIND {
    @Override
    void apply(Copy copy, Random random) {
      byte[] torn = copy.record(random.nextInt(copy.records()));
      byte[] all = Arrays.copyOf(copy.journal, copy.journal.length + random.nextInt(torn.length));
      System.arraycopy(torn, 0, all, copy.journal.length, all.length - copy.journal.length);
      copy.journal = all;
    }
  },
  ZEROS_BEHIND {
    @Override
    void apply(Copy copy, Random random) {
      copy.journal = Arrays.copyOf(copy.journal, copy.journal.length + random.nextInt(MAX_BLOCK));
    }
  },
  HEAD_FLIPPED {
    @Override
    void apply(Copy copy, Random random) {
      copy.head[random.nextInt(copy.head.length)] ^= (byte) (1 << random.nextInt(8));
    }
  },
  HEAD_AND_JOURNAL_FLIPPED {
    @Override
    void apply(Copy copy, Random random) {
      HEAD_FLIPPED.apply(copy, random);
      FLIPPED.apply(copy, random);
    }
  },
  HEAD_ZEROED {
    @Override
    void apply(Copy copy, Random random) {
      int from = random.nextInt(copy.head.length);
      Arrays.fill(copy.head, from, copy.head.length, (byte) 0);
    }
  },
  HEAD_CUT {
    @Override
    void apply(Copy copy, Random random) {
      copy.head = Arrays.copyOf(copy.head, random.nextInt(copy.head.length));
    }
  };

  private static final int MAX_BLOCK = 600;

  /** Damages a copy. */
  abstract void apply(Copy copy, Random random);

  /** The bytes of a journal and its head, to be damaged. */
  static final class Copy {
    private final byte[] whole;
    private final List<Integer> edges;
    private byte[] journal;
    private byte[] head;

    /**
     * Copies the bytes.
     *
     * @param edges where each record begins, and where the last one ends
     */
    Copy(byte[] journal, byte[] head, List<Integer> edges) {
      whole = journal;
      this.edges = edges;
      this.journal = journal.clone();
      this.head = head.clone();
    }

    byte[] journal() {
      return journal;
    }

    byte[] head() {
      return head;
    }

    private int records() {
      return edges.size() - 1;
    }

    private List<Integer> numbers() {
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < records(); i++) {
        numbers.add(i);
      }
      return numbers;
    }

    private byte[] record(int number) {
      return Arrays.copyOfRange(whole, edges.get(number), edges.get(number + 1));
    }

    /** The beginning of the file and these of its records. */
    private void keep(List<Integer> numbers) {
      byte[] all = Arrays.copyOf(whole, edges.get(0));
      for (int number : numbers) {
        byte[] record = record(number);
        int length = all.length;
        all = Arrays.copyOf(all, length + record.length);
        System.arraycopy(record, 0, all, length, record.length);
      }
      journal = all;
    }

    /** Whether a record's bytes still stand somewhere. */
    boolean holds(int number) {
      byte[] record = record(number);
      for (int at = 0; at + record.length <= journal.length; at++) {
        if (Arrays.equals(journal, at, at + record.length, record, 0, record.length)) {
          return true;
        }
      }
      return false;
    }
  }
}
