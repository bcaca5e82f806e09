package org.forecast4j.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
    description = "Looks after the journals in a state folder.",
    subcommands = {
      JournalCommand.Verify.class,
      JournalCommand.Backup.class,
      JournalCommand.Restore.class,
      JournalCommand.SalvageCommand.class
    })
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
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Journals.")
    private List<Path> files;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      int code = 0;
      for (Path file : files) {
        try {
          Facts facts = RecordFiles.verify(file);
          out.println(file + ": whole: " + describe(facts) + tail(facts));
        } catch (IOException e) {
          out.println("damaged or unreadable: " + e.getMessage());
          code = 1;
        }
      }
      return code;
    }
  }

  @Command(
      name = "backup",
      mixinStandardHelpOptions = true,
      description = {
        "Copies what is acknowledged of journals into a folder, each with its head.",
        "A server may be using them. Nothing is written over."
      })
  static final class Backup implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Journals.")
    private List<Path> files;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "DIR",
        description = "Where to; made if it does not exist.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
      Files.createDirectories(folder);
      copy(spec, files, folder);
      return 0;
    }
  }

  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      description = {
        "Copies journals from a backup into a state folder that no server is using.",
        "Nothing is written over: move a damaged journal and its head away before."
      })
  static final class Restore implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Journals of a backup.")
    private List<Path> files;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "DIR",
        description = "The state folder; made if it does not exist.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
      StateFolder alone = StateFolder.open(folder, () -> {});
      try {
        copy(spec, files, folder);
      } finally {
        alone.close();
      }
      spec.commandLine()
          .getOut()
          .println("what was acknowledged after the backup was made is not in it");
      return 0;
    }
  }

  private static void copy(CommandSpec spec, List<Path> files, Path folder) throws IOException {
    for (Path file : files) {
      Path to = folder.resolve(file.getFileName());
      spec.commandLine().getOut().println(to + ": " + describe(RecordFiles.copy(file, to)));
    }
  }

  @Command(
      name = "salvage",
      mixinStandardHelpOptions = true,
      description = {
        "Saves the readable records of a damaged journal into a new one, and says what is lost.",
        "Exits with 1 if something is or may be. No server may be using the journal."
      })
  static final class SalvageCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The damaged journal; left as it is.")
    private Path file;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "NEW",
        description = "The new journal; must not exist.")
    private Path to;

    @Override
    public Integer call() throws IOException {
      PrintWriter out = spec.commandLine().getOut();
      Salvage salvage = Salvage.of(file, to, KIND);
      out.println(to + ": " + salvage.saved() + " records saved");
      salvage.losses().forEach(out::println);
      salvage.doubts().forEach(out::println);
      if (salvage.losses().isEmpty()) {
        out.println("nothing that was acknowledged is lost");
      }
      return salvage.losses().isEmpty() && salvage.doubts().isEmpty() ? 0 : 1;
    }
  }
}
