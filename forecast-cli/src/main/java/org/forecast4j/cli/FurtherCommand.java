package org.forecast4j.cli;

/**
 * A command of another module: the command line has those that {@link java.util.ServiceLoader}
 * finds, so that what they need is carried by those programs alone that have them.
 */
public interface FurtherCommand {
  /**
   * The command.
   *
   * @return an object that picocli reads, with {@link picocli.CommandLine.Command}
   */
  Object command();
}
