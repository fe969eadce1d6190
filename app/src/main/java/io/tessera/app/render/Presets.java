package io.tessera.app.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Presets that come with the program, and the artist's own behind them. */
public final class Presets {
  private final ObservableList<Preset> all = FXCollections.observableArrayList(Preset.BUILT_IN);
  private final Supplier<String> name;

  /**
   * @param name begins the names of new presets
   */
  public Presets(Supplier<String> name) {
    this.name = name;
  }

  public ObservableList<Preset> all() {
    return all;
  }

  /** Makes a preset of settings, under the next free name. */
  public void keep(RenderSettings settings) {
    int number = 1;
    while (taken(name.get() + " " + number)) {
      number++;
    }
    all.add(settings.preset(name.get() + " " + number));
  }

  private boolean taken(String wanted) {
    return all.stream().anyMatch(p -> p.id().equals(wanted));
  }

  /** The artist's own as texts by name, to be kept. */
  public Map<String, String> save() {
    Map<String, String> out = new LinkedHashMap<>();
    for (Preset p : all.subList(Preset.BUILT_IN.size(), all.size())) {
      out.put(
          p.id(),
          String.format(
              Locale.ROOT,
              "%s %d %s %s %s",
              p.temperature(),
              p.topK(),
              p.topP(),
              p.guidance(),
              p.quality()));
    }
    return out;
  }

  /** Takes presets that were kept; what makes no sense is left out. */
  public void load(Map<String, String> saved) {
    all.setAll(Preset.BUILT_IN);
    saved.forEach(
        (id, text) -> {
          List<String> parts = List.of(text.split(" "));
          try {
            all.add(
                new Preset(
                    id,
                    Double.parseDouble(parts.get(0)),
                    Integer.parseInt(parts.get(1)),
                    Double.parseDouble(parts.get(2)),
                    Double.parseDouble(parts.get(3)),
                    Quality.valueOf(parts.get(4))));
          } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // edited by hand, or of another version
          }
        });
  }
}
