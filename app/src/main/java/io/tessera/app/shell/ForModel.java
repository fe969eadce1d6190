package io.tessera.app.shell;

import io.tessera.api.ConditionKind;
import io.tessera.api.ModelInput;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngFile;
import io.tessera.app.canvas.ActiveLayer;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Tool;
import io.tessera.app.document.Document;
import io.tessera.app.palette.LabelImport;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;

/** Layer, tool and palette follow the chosen model. Used on the FX thread. */
final class ForModel {
  private final Document document;
  private final CanvasViewModel canvas;
  private final PaletteViewModel palette;
  private final RenderViewModel render;
  private final Mappings mappings;
  private final Texts texts;

  /** The model that layouts were painted for last. */
  private String layoutModel = "";

  ForModel(
      Document document,
      CanvasViewModel canvas,
      PaletteViewModel palette,
      RenderViewModel render,
      Mappings mappings,
      Texts texts) {
    this.document = document;
    this.canvas = canvas;
    this.palette = palette;
    this.render = render;
    this.mappings = mappings;
    this.texts = texts;
  }

  /** From now on. */
  void follow() {
    render.catalog().inputProperty().subscribe(this::turnTo);
  }

  /** Shows, and paints on, what the chosen model makes its pictures from. */
  private void turnTo(ModelInput input) {
    ConditionKind kind = input.kind();
    canvas.layoutState().visibleProperty().set(kind == ConditionKind.LAYOUT);
    canvas.planeState().visibleProperty().set(kind.form() == ConditionKind.Form.PLANE);
    boolean painting = canvas.activeProperty().get() != ActiveLayer.MASK;
    switch (kind.form()) {
      case LABELS -> {
        canvas.activeProperty().set(ActiveLayer.LAYOUT);
        if (!input.labels().isEmpty()) {
          String model = String.valueOf(render.settings().model());
          turnToPalette(palette.palettes().offer(model, input.labels()));
        } else {
          Assets.paletteFor(input.choices()).ifPresent(this::turnToPalette);
        }
        layoutModel = render.settings().model();
      }
      case PLANE -> {
        canvas.turnToPlane(kind);
        canvas.activeProperty().set(ActiveLayer.PLANE);
      }
      default -> {
        if (painting) {
          canvas.activeProperty().set(ActiveLayer.LAYOUT);
        }
      }
    }
    Tool tool = canvas.toolProperty().get();
    if (kind == ConditionKind.POSE) {
      canvas.toolProperty().set(Tool.POSE);
    } else if (kind == ConditionKind.BOXES) {
      canvas.toolProperty().set(Tool.BOX);
    } else if (tool.movesItems() || tool == Tool.GRADIENT && !kind.isGradual()) {
      canvas.toolProperty().set(Tool.BRUSH);
    }
  }

  /**
   * Takes the palette of a model's labels; a layout in another one's is asked about. The artist's
   * own palette stays: what its labels mean is the artist's business.
   */
  private void turnToPalette(String id) {
    String before = palette.idProperty().get();
    if (before.equals(id) || palette.palettes().isOwn(before)) {
      return;
    }
    if (palette.isAwaited(id)) {
      palette.use(id); // the layout is in it already
      return;
    }
    LabelMap layout = document.layout().snapshot();
    palette.use(id);
    String model = layoutModel;
    LabelImport.of(texts.get("layer.layout"), new PngFile.Content.Values(layout))
        .ifPresent(
            map ->
                mappings.ask(
                    map,
                    before,
                    () -> {
                      palette.use(before);
                      render.settings().modelProperty().set(model);
                    }));
  }
}
