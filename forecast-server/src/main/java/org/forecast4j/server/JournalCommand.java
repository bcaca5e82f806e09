package org.forecast4j.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.forecast4j.internal.OutputFolder;
import org.forecast4j.server.learning.StateFolder;
import org.forecast4j.server.storage.RecordFiles;
import org.forecast4j.server.storage.RecordFiles.Facts;
import org.forecast4j.server.storage.Salvage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What operators do with the journals of a state folder. */
@Command(
    name = "journal",
    mixinStandardHelpOptions = true,
    description = "Looks after the journals in a state folder.")
final class JournalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing; expected one of " + spec.subcommands().keySet());
  }

  /** What the file says that it holds. */
  private static final String KIND = "outcomes";

  private static String describe(Facts facts) {
    String records = facts.acknowledged() + " records";
    return (facts.kind().isEmpty() ? "" : facts.kind() + ", ")
        + "version "
        + facts.version()
        + ", "
        + records
        + (facts.acknowledged() == 0 ? "" : " (1 to " + facts.acknowledged() + ")")
        + ", "
        + facts.bytes()
        + " bytes";
  }

  private static String tail(Facts facts) {
    StringBuilder tail = new StringBuilder();
    if (facts.beyond() > 0) {
      tail.append("; ").append(facts.beyond()).append(" more were not acknowledged yet");
    }
    if (facts.rest() > 0) {
      String known =
          facts.version() == 1
              ? "; whether they were acknowledged its format does not tell"
              : ", never acknowledged";
      tail.append("; behind them ")
          .append(facts.rest())
          .append(" bytes are no record")
          .append(known);
    }
    if (facts.headDamaged()) {
      tail.append("; one of its two heads is damaged, and is written anew when a server starts");
    }
    return tail.toString();
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Reads journals and says what they hold. Exits with 1 if one is damaged.",
        "A server may be using them."
      })
  int verify(
      @Parameters(arity = "1..*", paramLabel = "FILE", description = "Journals.")
          List<Path> files) {
    int code = 0;
    for (Path file : files) {
      try {
        Facts facts = RecordFiles.verify(file);
        String beginning = StateFolder.beginning(file).map(said -> "; " + said).orElse("");
        String checkpoint = StateFolder.checkpoint(file).map(said -> "; " + said).orElse("");
        out().println(file + ": whole: " + describe(facts) + tail(facts) + beginning + checkpoint);
      } catch (IOException e) {
        out().println(e.getMessage());
        code = 1;
      }
    }
    return code;
  }

  @Command(
      name = "backup",
      mixinStandardHelpOptions = true,
      description = {
        "Copies what is acknowledged of journals into a folder, each with its head and checkpoint.",
        "A server may be using them. Nothing is written over."
      })
  int backup(
      @Parameters(arity = "1..*", paramLabel = "FILE", description = "Journals.") List<Path> files,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "DIR",
              description = "Where to; made if it does not exist.")
          Path folder)
      throws IOException {
    OutputFolder.create(folder);
    copy(files, folder);
    return 0;
  }

  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description = {
        "Copies journals from a backup into a state folder that no server is using.",
        "Nothing is written over: move a damaged journal and its head away before."
      })
  int restore(
      @Parameters(arity = "1..*", paramLabel = "FILE", description = "Journals of a backup.")
          List<Path> files,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "DIR",
              description = "The state folder; made if it does not exist.")
          Path folder)
      throws IOException {
    StateFolder alone = StateFolder.open(folder, new StateFolder.Listener() {});
    try {
      copy(files, folder);
    } finally {
      alone.close();
    }
    out().println("what was acknowledged after the backup was made is not in it");
    return 0;
  }

  private void copy(List<Path> files, Path folder) throws IOException {
    for (Path file : files) {
      Path to = folder.resolve(file.getFileName());
      out().println(to + ": " + describe(StateFolder.copy(file, to)));
    }
  }

  @Command(
      name = "salvage",
      mixinStandardHelpOptions = true,
      description = {
        "Saves the readable records of a damaged journal into a new one, and says what is lost.",
        "Exits with 1 if something is or may be. No server may be using the journal."
      })
  int salvage(
      @Parameters(paramLabel = "FILE", description = "The damaged journal; left as it is.")
          Path file,
      @Option(
              names = "--to",
              required = true,
              paramLabel = "NEW",
              description = "The new journal; must not exist.")
          Path to)
      throws IOException {
    Salvage salvage = Salvage.of(file, to, KIND);
    out().println(to + ": " + salvage.saved() + " records saved");
    salvage.losses().forEach(out()::println);
    salvage.doubts().forEach(out()::println);
    if (salvage.losses().isEmpty()) {
      out().println("nothing that was acknowledged is lost");
    }
    return salvage.losses().isEmpty() && salvage.doubts().isEmpty() ? 0 : 1;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
