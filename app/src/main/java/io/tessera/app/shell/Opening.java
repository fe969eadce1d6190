package io.tessera.app.shell;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Pixels;
import io.tessera.app.document.PlacedObject;
import io.tessera.app.inputs.PlaneViewModel;
import io.tessera.app.settings.ModelImport;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import java.nio.file.Path;

/**
 * Opens, drops and pastes: whatever a file or a picture turns out to be. Used on the FX thread,
 * reads off it.
 */
public final class Opening {
  /** Pixels of a photograph's longer side that is worked on; larger ones are scaled down. */
  private static final int LONGEST_PHOTOGRAPH = 2048;

  private final OpenedFiles reader = new OpenedFiles();
  private final ShellViewModel.Work work;
  private final Others others;
  private final Preferences preferences;
  private final Texts texts;
  private final FileWork files;
  private final Path models;

  /** Where what belongs to no document goes. */
  record Others(Projects projects, Mappings mappings, PaletteFiles palettes) {}

  /**
   * @param models the folder of the artist's own models
   */
  Opening(
      ShellViewModel.Work work,
      Others others,
      Preferences preferences,
      Texts texts,
      FileWork files,
      Path models) {
    this.work = work;
    this.others = others;
    this.preferences = preferences;
    this.texts = texts;
    this.files = files;
    this.models = models;
  }

  /**
   * Opens a project, a layout, a photograph, a model, or a picture made by Tessera with everything
   * it was made from.
   */
  public void open(Path file) {
    String name = String.valueOf(file.getFileName());
    files.run(
        "open",
        () ->
            reader.open(
                file,
                work.palette().paletteProperty().get(),
                work.render().catalog().inputProperty().get().kind()),
        opened -> {
          switch (opened) {
            case OpenedFiles.AProject p -> {
              others
                  .projects()
                  .whenSaved(
                      () -> {
                        others.projects().open(p.project(), file);
                        if (!p.lost().isEmpty()) {
                          files
                              .problem()
                              .set(texts.get("open.lost", name, String.join(", ", p.lost())));
                        }
                      });
              return;
            }
            case OpenedFiles.AModel m -> {
              takeModel(m.weights());
              return;
            }
            case OpenedFiles.APicture p -> {
              adopt(p.request().condition(), texts.get("step.open", name));
              work.render().adopt(p.request(), p.state(), p.image());
            }
            case OpenedFiles.ALayout l -> {
              work.document().replaceLayout(texts.get("step.open", name), l.map());
            }
            case OpenedFiles.AForeignLayout f -> {
              others.mappings().ask(f.file(), work.palette().idProperty().get(), () -> {});
              return; // it has its name once it is mapped
            }
            case OpenedFiles.APlane p -> {
              work.inputs().planes().open(p.kind(), new PlaneViewModel.Import(name, p.map()));
              return; // a part of the document
            }
            case OpenedFiles.Figures f -> {
              work.inputs().figures().take(f.file(), name);
              return; // a part of the document
            }
            case OpenedFiles.APalette p -> {
              others.palettes().take(p.file());
              return; // a tool, not the document
            }
            case OpenedFiles.APhotograph p -> {
              openPhotograph(p.image(), name);
              return; // a part of the document
            }
          }
          others.projects().name(name);
          preferences.opened(file);
        });
  }

  /** Takes what a picture was made from into the document, which gets its size. */
  private void adopt(Condition condition, String step) {
    switch (condition) {
      case Condition.Layout layout -> work.document().replaceLayout(step, layout.map());
      case Condition.Plane plane ->
          work.document().replacePlane(step, plane.kind(), plane.kind().plane().layer(plane.map()));
      case Condition.Figures f ->
          work.document().replaceFigures(step, f.poses(), f.width(), f.height());
      case Condition.ClassLabel c -> {} // among the settings
      case Condition.Objects o ->
          work.document()
              .objects()
              .replace(
                  step,
                  o.objects().stream()
                      .map(
                          x ->
                              PlacedObject.of(x, work.document().width(), work.document().height()))
                      .toList());
      case Condition.None n -> {}
    }
  }

  private void takeModel(Path weights) {
    files.run(
        "model",
        () -> ModelImport.take(weights, models),
        name ->
            work.render()
                .catalog()
                .refresh()
                .thenRun(() -> work.render().settings().modelProperty().set(name)));
  }

  /**
   * Shows a photograph at its own size, or as large as pictures are made well. The layout over it
   * is left open, so that a hole in it follows what is around, until the artist paints there.
   */
  private void openPhotograph(RgbImage image, String name) {
    int cell = Math.max(16, work.render().catalog().inputProperty().get().cell());
    files.run(
        "open",
        () -> Pixels.fitted(image, LONGEST_PHOTOGRAPH, cell),
        fitted -> {
          int w = fitted.width();
          int h = fitted.height();
          boolean open = work.palette().paletteProperty().get().of(LabelMap.UNLABELLED).isPresent();
          work.document()
              .open(
                  texts.get("step.photograph", name),
                  fitted,
                  open
                      ? LabelMap.filled(w, h, LabelMap.UNLABELLED)
                      : work.document().layout().snapshot().resized(w, h));
          work.render().leavePicture();
          work.canvas().photographState().visibleProperty().set(true);
          work.canvas().photographState().opacityProperty().set(1);
          // What cannot be left open would hide it; painting on a layer shows it again.
          work.canvas().layoutState().visibleProperty().set(open && isOnLayout());
          work.canvas().planeState().visibleProperty().set(false);
          boolean whole = w == image.width() && h == image.height();
          work.render()
              .say(
                  whole ? "status.photograph" : "status.photograph.fitted",
                  name,
                  w,
                  h,
                  image.width(),
                  image.height());
        });
  }

  private boolean isOnLayout() {
    return work.render().catalog().inputProperty().get().kind() == ConditionKind.LAYOUT;
  }

  /** Takes a picture of another program as the photograph. */
  public void paste(RgbImage image) {
    openPhotograph(image, texts.get("paste.name"));
  }
}
