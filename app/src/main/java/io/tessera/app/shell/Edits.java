package io.tessera.app.shell;

import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Document;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.render.Proposals;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import java.util.Objects;

/** What changes all of the document at once. Used on the FX thread, draws scenes off it. */
public final class Edits {
  private final Document document;
  private final PaletteViewModel palette;
  private final RenderViewModel render;
  private final Projects projects;
  private final Proposals proposals;
  private final Texts texts;
  private final FileWork work;

  Edits(
      Document document,
      PaletteViewModel palette,
      RenderViewModel render,
      Projects projects,
      Proposals proposals,
      Texts texts,
      FileWork work) {
    this.document = document;
    this.palette = palette;
    this.render = render;
    this.projects = projects;
    this.proposals = proposals;
    this.texts = texts;
    this.work = work;
  }

  /** Another size for the document; everything is scaled to it, and undo takes it back. */
  public void resize(int width, int height) {
    document.resize(texts.get("step.resize"), width, height);
  }

  /** Another frame around the picture: crops or extends. */
  public void reframe(int left, int top, int width, int height) {
    document.reframe(texts.get("step.reframe"), left, top, width, height);
  }

  /** An empty layout: everything is the first material. */
  public void clear() {
    int first = palette.paletteProperty().get().materials().getFirst().label();
    document.replaceLayout(
        texts.get("step.new"), LabelMap.filled(document.width(), document.height(), first));
    projects.forget();
  }

  /** Says nothing of any place: the whole layout is left to the model. */
  public void leaveOpen() {
    document.replaceLayout(
        texts.get("step.leave-open"),
        LabelMap.filled(document.width(), document.height(), LabelMap.UNLABELLED));
  }

  /** A bundled layout at the document's size, and the mood that suits it. */
  public void sample(Assets.Sample sample) {
    int w = document.width();
    int h = document.height();
    work.run(
        "sample",
        () -> Assets.layout(sample).resized(w, h),
        layout -> {
          document.replaceLayout(texts.get("step.sample"), layout);
          render.settings().moodProperty().set(sample.mood());
        });
  }

  /**
   * The layout of the photograph, or of the picture that is shown where there is none: to be
   * painted over, and taken back like any other step.
   */
  public void layoutFromPhotograph() {
    RgbImage photograph = document.photographProperty().get();
    RenderedPicture shown = render.gallery().shownProperty().get();
    RgbImage from = photograph != null || shown == null ? photograph : shown.image();
    if (from == null) {
      work.tell(new InputException(texts.get("problem.no-photograph.layout")));
      return;
    }
    work.run(
        "segment",
        () -> proposals.layoutOf(from),
        map -> {
          if (palette.idProperty().get().equals(Assets.PALETTES.getFirst())) {
            document.replaceLayout(
                texts.get("step.segment"), map.resized(document.width(), document.height()));
          } // else another model's labels were chosen meanwhile: these would mean something else
        });
  }

  /** Something plausible in place of what the chosen model takes: a layout, depth, or figures. */
  public void surprise() {
    int w = document.width();
    int h = document.height();
    long seed = proposals.roll();
    boolean people = render.catalog().inputProperty().get().kind() == ConditionKind.POSE;
    String step = texts.get("step.surprise");
    work.run(
        "surprise",
        () -> proposals.draw(seed, w, h, people),
        scene -> {
          ConditionKind kind = render.catalog().inputProperty().get().kind();
          switch (kind.form()) {
            case PLANE ->
                document
                    .plane(kind)
                    .replace(
                        step,
                        kind.plane()
                            .layer(Objects.requireNonNull(scene.planes().get(kind)))
                            .resized(w, h));
            case FIGURES ->
                document
                    .figures()
                    .replace(
                        step,
                        scene.figures().stream()
                            .map(
                                p ->
                                    p.scaled(
                                        (float) w / scene.labels().width(),
                                        (float) h / scene.labels().height()))
                            .toList());
            default -> document.replaceLayout(step, scene.labels().resized(w, h));
          }
        });
  }
}
