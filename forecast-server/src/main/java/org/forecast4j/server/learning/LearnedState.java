package org.forecast4j.server.learning;

import org.forecast4j.ConformalWrapper;

/**
 * What a model's intervals know.
 *
 * @param length how many entries of the log it has taken in
 * @param version how many outcomes it has learned: those of the log that nobody has retracted
 * @param wrapper the wrapper after them
 * @param identity the same for the same log, and for nothing else
 */
public record LearnedState(long length, long version, ConformalWrapper wrapper, String identity) {}
