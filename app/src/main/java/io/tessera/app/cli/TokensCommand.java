package io.tessera.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.CodebookUse;
import io.tessera.api.Engine;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PictureFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tessera tokens}: which codebook entries pictures use, and how often. */
@Command(
    name = "tokens",
    mixinStandardHelpOptions = true,
    description = "Counts the codebook entries that a picture, or a folder of pictures, uses.")
final class TokensCommand implements Callable<Integer> {
  @Mixin private ModelOption model = new ModelOption();

  @Parameters(paramLabel = "PICTURE|FOLDER", description = "PNG or JPEG, or a folder of them")
  private Path pictures = Path.of("");

  @Option(
      names = {"-o", "--out"},
      paramLabel = "OUT.csv|OUT.json",
      description = "also write the table (default: the twenty most frequent are printed)")
  private @Nullable Path out;

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    List<Path> files = files();
    if (out != null) {
      AtomicFile.checkWritable(out);
    }
    try (Engine engine = engineOptions.engine()) {
      CodebookUse use = new CodebookUse(Futures.get(engine.tokens(model.name())));
      for (Path file : files) {
        TokenGrid grid = Futures.get(engine.encode(model.name(), PictureFile.read(file)));
        use.count(grid);
      }
      print(use, files.size());
      if (out != null) {
        String name = out.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
          AtomicFile.write(out, part -> Files.writeString(part, json(use)));
        } else {
          use.write(out);
        }
      }
    } catch (IOException e) {
      throw new InputException(out + " cannot be written: " + e.getMessage(), e);
    }
    return 0;
  }

  private List<Path> files() {
    if (!Files.isDirectory(pictures)) {
      return List.of(pictures);
    }
    try (Stream<Path> all = Files.list(pictures)) {
      List<Path> found =
          all.filter(f -> f.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g)"))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new InputException("there is no picture in " + pictures);
      }
      return found;
    } catch (IOException e) {
      throw new InputException(pictures + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void print(CodebookUse use, int count) {
    var console = spec.commandLine().getOut();
    console.printf(
        Locale.ROOT,
        "%d pictures, %,d tokens: %.1f %% of %d entries used, perplexity %.1f%n",
        count,
        use.total(),
        100 * use.used(),
        use.entries(),
        use.perplexity());
    use.byFrequency().stream()
        .limit(20)
        .forEach(
            e ->
                console.printf(
                    Locale.ROOT,
                    "%6d %8d %6.2f %%%n",
                    e,
                    use.count(e),
                    100.0 * use.count(e) / use.total()));
    console.flush();
  }

  private static String json(CodebookUse use) {
    ObjectNode n = new JsonMapper().createObjectNode();
    n.put("tokens", use.total());
    n.put("used", use.used());
    n.put("perplexity", use.perplexity());
    var counts = n.putArray("counts");
    for (int e = 0; e < use.entries(); e++) {
      counts.add(use.count(e));
    }
    return n.toPrettyString() + "\n";
  }
}
