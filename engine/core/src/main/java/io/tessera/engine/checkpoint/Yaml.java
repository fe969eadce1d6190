package io.tessera.engine.checkpoint;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML files in and out; plain data only, no tags. */
public final class Yaml {
  private static final long LONGEST = 4 << 20;

  private Yaml() {}

  /**
   * Reads one or more files, later ones laid over earlier ones, as the original merges its log
   * folder's configs.
   *
   * @throws InputException if one cannot be read or is no YAML mapping
   */
  public static ConfigNode read(List<Path> files) {
    ConfigNode merged = unresolved(files.getFirst());
    for (Path file : files.subList(1, files.size())) {
      merged = merged.overlaid(unresolved(file));
    }
    return Interpolation.resolved(merged);
  }

  public static ConfigNode read(Path file) {
    return read(List.of(file));
  }

  private static ConfigNode unresolved(Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        throw new InputException(file + " is too large for a configuration");
      }
      return tree(file, Files.readString(file));
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads a text; {@code file} only names it in complaints. */
  public static ConfigNode parse(Path file, String text) {
    return Interpolation.resolved(tree(file, text));
  }

  private static ConfigNode tree(Path file, String text) {
    try {
      Object value =
          new Load(
                  LoadSettings.builder()
                      .setSchema(new CoreSchema())
                      .setMaxAliasesForCollections(64)
                      .build())
              .loadFromString(text);
      ConfigNode node = new ConfigNode(file, "", value);
      if (!node.isMapping()) {
        throw node.fault("should be a mapping of keys to values");
      }
      return node;
    } catch (StackOverflowError e) { // the parser calls itself for every level
      throw new InputException(file + " is nested more deeply than any configuration", e);
    } catch (YamlEngineException e) {
      throw new InputException(file + " is no YAML: " + e.getMessage().replace('\n', ' '), e);
    }
  }

  public static String write(Object value) {
    return new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.AUTO).build())
        .dumpToString(value);
  }
}
