package io.tessera.engine.torch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The numbers that a script is told. Each is a constant of an enumeration, called in the script as
 * the constant in small letters. What the script reads and what the enumerations have is compared
 * when it is loaded.
 */
public final class ScriptOptions {
  private final ScriptModule script;
  private final List<Class<? extends Enum<?>>> tables;

  /**
   * @param tables all that the script reads, and nothing else
   * @throws IllegalStateException if one side has what the other lacks
   */
  public ScriptOptions(ScriptModule script, List<Class<? extends Enum<?>>> tables) {
    this.script = script;
    this.tables = List.copyOf(tables);
    Set<String> known =
        tables.stream()
            .flatMap(table -> Arrays.stream(table.getEnumConstants()))
            .map(ScriptOptions::id)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> odd = new TreeSet<>(known);
    odd.removeAll(script.options());
    Set<String> unknown = new TreeSet<>(script.options());
    unknown.removeAll(known);
    if (!odd.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalStateException(
          "the script never reads " + odd + ", and reads " + unknown + ", which nobody gives");
    }
  }

  private static String id(Enum<?> option) {
    return option.name().toLowerCase(Locale.ROOT);
  }

  /** Gives one its value. */
  public void set(Enum<?> option, double value) {
    if (!tables.contains(option.getDeclaringClass())) {
      throw new IllegalArgumentException(option + " is no option of this script");
    }
    script.call("set", id(option), value);
  }

  /** The same for one that is on or off. */
  public void set(Enum<?> option, boolean on) {
    set(option, on ? 1.0 : 0.0);
  }
}
