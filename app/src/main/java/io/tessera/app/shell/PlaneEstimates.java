package io.tessera.app.shell;

import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.document.Document;
import io.tessera.app.inputs.PlaneViewModel;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Depth and lines taken from the photograph. Used on the FX thread, works off it. */
public final class PlaneEstimates {
  private static final String DEPTH_NETWORK = "depth_network";

  private final Document document;
  private final PlaneViewModel planes;
  private final CanvasViewModel canvas;
  private final Preferences preferences;
  private final Texts texts;
  private final FileWork work;

  PlaneEstimates(
      Document document,
      PlaneViewModel planes,
      CanvasViewModel canvas,
      Preferences preferences,
      Texts texts,
      FileWork work) {
    this.document = document;
    this.planes = planes;
    this.canvas = canvas;
    this.preferences = preferences;
    this.texts = texts;
    this.work = work;
  }

  /** The network that depth was told with last, where its file is still there. */
  public Optional<Path> depthNetwork() {
    return Optional.of(preferences.text(DEPTH_NETWORK, ""))
        .filter(text -> !text.isEmpty())
        .map(Path::of)
        .filter(Files::exists);
  }

  /**
   * Puts what the chosen model is told on its layer, as found in the photograph without a network.
   *
   * @return false where that takes a network
   */
  public boolean findPlane() {
    ConditionKind kind = canvas.planeKindProperty().get();
    if (kind.plane().ofPicture().isEmpty()) {
      return false;
    }
    RgbImage photograph = document.photographProperty().get();
    if (photograph == null) {
      work.tell(new InputException(texts.get("problem.no-photograph." + kind.id())));
      return true;
    }
    work.run(
        kind.id(),
        () -> planes.found(kind, photograph),
        found -> found.ifPresent(map -> planes.take(kind, map)));
    return true;
  }

  /** Puts the photograph's depth, as a network of the artist's tells it, on the depth layer. */
  public void estimateDepth(Path network) {
    RgbImage photograph = document.photographProperty().get();
    if (photograph == null) {
      work.tell(new InputException(texts.get("problem.no-photograph.depth")));
      return;
    }
    work.run(
        "depth",
        () -> planes.estimated(network, photograph),
        nearness -> {
          preferences.put(DEPTH_NETWORK, network.toAbsolutePath().toString());
          planes.take(ConditionKind.DEPTH, nearness);
        });
  }
}
