package org.forecast4j.cli.spark;

import org.forecast4j.cli.FurtherCommand;

/** Brings the command {@code spark}. */
public final class SparkCommands implements FurtherCommand {
  @Override
  public Object command() {
    return new SparkCommand();
  }
}
