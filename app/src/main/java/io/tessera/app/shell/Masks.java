package io.tessera.app.shell;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.MaskFile;
import io.tessera.api.image.RgbImage;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.document.Document;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.text.Texts;
import java.nio.file.Path;

/** What is masked, and completing it. Used on the FX thread, reads files off it. */
public final class Masks {
  private final Document document;
  private final CanvasViewModel canvas;
  private final RenderViewModel render;
  private final Texts texts;
  private final FileWork work;

  Masks(
      Document document,
      CanvasViewModel canvas,
      RenderViewModel render,
      Texts texts,
      FileWork work) {
    this.document = document;
    this.canvas = canvas;
    this.render = render;
    this.texts = texts;
    this.work = work;
  }

  /**
   * Fills what is masked: of the picture on the canvas, or of the photograph where there is no
   * picture.
   */
  public void complete() {
    RenderedPicture shown = render.gallery().shownProperty().get();
    RgbImage photograph = document.photographProperty().get();
    LabelMap mask = document.mask().snapshot();
    if (mask.histogram()[0] == mask.labels().length) {
      work.tell(new InputException(texts.get("problem.no-mask")));
    } else if (shown != null
        && shown.image().width() == document.width()
        && shown.image().height() == document.height()) {
      canvas.maskState().visibleProperty().set(false); // what it hides is what the artist waits for
      render.complete(shown.image(), shown.state(), mask);
    } else if (photograph != null) {
      canvas.maskState().visibleProperty().set(false);
      render.complete(photograph, null, mask);
    } else {
      work.tell(new InputException(texts.get("problem.no-source")));
    }
  }

  /** Masks the lower half, as the paper's completions do. */
  public void maskHalf() {
    LabelMap half = document.mask().snapshot();
    java.util.Arrays.fill(
        half.labels(),
        half.height() / 2 * half.width(),
        half.labels().length,
        (byte) Document.MASKED);
    document.mask().replace(texts.get("step.mask-half"), half);
  }

  /** Nothing is masked any more. */
  public void clearMask() {
    document
        .mask()
        .replace(
            texts.get("step.clear-mask"), LabelMap.filled(document.width(), document.height(), 0));
  }

  /** Masks what a picture has bright, stretched to the document. */
  public void openMask(Path file) {
    String name = String.valueOf(file.getFileName());
    work.run(
        "open",
        () -> MaskFile.read(file),
        mask -> {
          LabelMap map = mask.resized(document.width(), document.height());
          for (int i = 0; i < map.labels().length; i++) {
            map.labels()[i] = (byte) (map.labels()[i] == 0 ? 0 : Document.MASKED);
          }
          document.mask().replace(texts.get("step.open", name), map);
          canvas.maskState().visibleProperty().set(true);
        });
  }

  /** What is masked is not, and the other way round. */
  public void invertMask() {
    byte[] mask = document.mask().snapshot().labels();
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (mask[i] == 0 ? Document.MASKED : 0);
    }
    document
        .mask()
        .replace(
            texts.get("step.invert-mask"), new LabelMap(document.width(), document.height(), mask));
  }
}
