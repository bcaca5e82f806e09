package org.forecast4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The forecasts of {@link LstmForecaster}, to about 1e-6 in standardised units, computed by ND4J:
 * for large batches on a GPU. On a CPU {@link LstmForecaster} is faster, alone and in batches.
 *
 * <p>Rows are computed in blocks of fixed size, the last one filled up, so a single forecast costs
 * a whole block. In blocks of the size that {@link #of(LstmWeights)} chooses, a row has the same
 * bits alone and in any batch; in larger ones on a CPU it may differ in the last bit by its place.
 *
 * <p>Safe for concurrent use: it relies on nothing of DL4J's layers, whose {@code output} is
 * synchronized and whose {@code rnnTimeStep} fails under threads. Callers share only the weights,
 * which nobody writes, and the native {@code lstmLayerCell} operation, which keeps no state; the
 * block that a call computes in is its own until it returns. Memory outside the heap is bounded by
 * the weights and as many blocks as there ever were callers at once, all freed by {@link #close}.
 */
public final class Dl4jLstmForecaster implements Forecaster, AutoCloseable {
  /** With more, OpenBLAS rounds the last rows of a block differently on processors with AVX2. */
  private static final int CPU_ROWS = 16;

  private static final int GPU_ROWS = 1024;

  private final LstmForecaster portable;
  private final LstmEncoding encoding;
  private final int rows;
  private final Nd4jWeights onNd4j;

  /** Blocks that nobody computes in at the moment. */
  private final Queue<Nd4jBlock> idle = new ConcurrentLinkedQueue<>();

  /** Held for reading while forecasting, so that closing cannot free what is in use. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean isClosed;

  @SuppressWarnings("try")
  private Dl4jLstmForecaster(LstmWeights weights, int rows) {
    this.portable = LstmForecaster.of(weights);
    this.encoding = weights.encoding();
    this.rows = rows;
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      this.onNd4j = Nd4jWeights.of(weights);
    }
  }

  /**
   * Copies trained weights to ND4J's memory, for blocks of 16 rows on a CPU, 1,024 on a GPU.
   *
   * @param weights what was learned
   * @return a forecaster, to be closed
   * @throws IllegalArgumentException if the layers have one hidden state, which ND4J's operation
   *     fails on
   */
  public static Dl4jLstmForecaster of(LstmWeights weights) {
    return of(weights, Backend.start().isCpu() ? CPU_ROWS : GPU_ROWS);
  }

  /**
   * Copies trained weights to ND4J's memory, for blocks of another size: large ones for large
   * batches, small ones for few forecasts at a time.
   *
   * @param weights what was learned
   * @param rows how many rows a block has, at least 1; memory is proportional to them
   * @return a forecaster, to be closed
   * @throws IllegalArgumentException if {@code rows} is below 1 or the layers have one hidden
   *     state, which ND4J's operation fails on
   */
  public static Dl4jLstmForecaster of(LstmWeights weights, int rows) {
    Checks.atLeast(2, weights.hidden(), "hidden");
    Checks.atLeast(1, rows, "rows");
    Backend.start();
    return new Dl4jLstmForecaster(weights, rows);
  }

  /**
   * What was learned.
   *
   * @return the weights
   */
  public LstmWeights weights() {
    return portable.weights();
  }

  @Override
  public String name() {
    return portable.name();
  }

  @Override
  public Shape shape() {
    return portable.shape();
  }

  @Override
  public Map<String, String> covariates() {
    return portable.covariates();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if closed
   */
  @Override
  public Forecast forecast(Pattern pattern) {
    return forecastAll(List.of(pattern)).get(0);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if closed
   */
  @Override
  @SuppressWarnings("try")
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    List<Forecast> forecasts = new ArrayList<>(patterns.size());
    lock.readLock().lock();
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      if (isClosed) {
        throw new IllegalStateException("the forecaster is closed");
      }
      Nd4jBlock leased = idle.poll();
      Nd4jBlock block = leased == null ? new Nd4jBlock(encoding, onNd4j, rows) : leased;
      try {
        for (int from = 0; from < patterns.size(); from += rows) {
          Backend.boundMemory();
          int to = Math.min(from + rows, patterns.size());
          forecasts.addAll(block.forecast(patterns.subList(from, to)));
        }
      } finally {
        idle.add(block);
      }
    } finally {
      lock.readLock().unlock();
    }
    return List.copyOf(forecasts);
  }

  /** Frees the weights, after the forecasts that are under way. Closing again does nothing. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!isClosed) {
        isClosed = true;
        idle.forEach(Nd4jBlock::close);
        onNd4j.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
