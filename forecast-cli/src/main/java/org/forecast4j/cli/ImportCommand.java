package org.forecast4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.PlayByPlay;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Turns play-by-play files into a margins file. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Turns stats.nba.com play-by-play files, one CSV a game, into a margins file. Games that"
            + " contradict themselves or the index are refused and listed with the reason.")
final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--play-by-play",
      required = true,
      paramLabel = "DIR",
      description = "Folder with a file <game id>.csv for each game.")
  private Path folder;

  @Option(
      names = "--index",
      paramLabel = "FILE",
      description = "Date, teams and final score of each game (default: DIR/index.csv).")
  private @Nullable Path index;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write the margins, CSV or CSV.GZ.")
  private Path out;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    GameMargins.requireWritable(out);
    PlayByPlay imported;
    try (Progress progress = Progress.on(spec)) {
      progress.show("reading the games of " + folder);
      imported =
          PlayByPlay.read(folder, index == null ? folder.resolve(PlayByPlay.INDEX_FILE) : index);
    }
    if (imported.games().isEmpty()) {
      report(imported);
      throw new IOException(folder + ": no game could be imported; nothing is written");
    }
    GameMargins.write(imported.games(), out);
    report(imported);
    return 0;
  }

  private void report(PlayByPlay imported) {
    PrintWriter console = spec.commandLine().getOut();
    if (json) {
      ObjectNode node = Json.object();
      node.put("games", imported.games().size());
      ArrayNode refused = node.putArray("refused");
      imported
          .refused()
          .forEach((id, reason) -> refused.addObject().put("game_id", id).put("reason", reason));
      console.println(Json.text(node));
    } else {
      console.printf(
          Locale.ROOT,
          "%d games imported, %d refused%n",
          imported.games().size(),
          imported.refused().size());
      imported
          .refused()
          .forEach(
              (id, reason) ->
                  console.println("  " + Text.printable(id) + ": " + Text.printable(reason)));
    }
    console.flush();
  }
}
