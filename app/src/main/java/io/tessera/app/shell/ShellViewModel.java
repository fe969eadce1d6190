package io.tessera.app.shell;

import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Tool;
import io.tessera.app.document.Document;
import io.tessera.app.inputs.FiguresViewModel;
import io.tessera.app.inputs.ObjectsViewModel;
import io.tessera.app.inputs.PlaneViewModel;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.render.Proposals;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import io.tessera.app.tokens.SamplingSteps;
import io.tessera.app.tokens.TokensViewModel;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The view models of a window: each does one thing, and they are put together here. */
public final class ShellViewModel {
  private final Work document;
  private final TokensViewModel tokens;
  private final Surroundings around;
  private final ObservableList<BackgroundJob> jobs = FXCollections.observableArrayList();
  private final ObservableList<BackgroundJob> shownJobs =
      FXCollections.unmodifiableObservableList(jobs);
  private final ObjectProperty<MemoryUse> memory = new SimpleObjectProperty<>(MemoryUse.UNKNOWN);
  private final Projects projects;
  private final Exports exports;
  private final Mappings mappings;
  private final PaletteFiles palettes;
  private final Opening opening;
  private final Edits edits;
  private final Masks masks;
  private final PlaneEstimates estimates;
  private final Appearance appearance;

  /** What pictures are made from beside the layout. */
  public record Inputs(PlaneViewModel planes, FiguresViewModel figures, ObjectsViewModel objects) {}

  /** The document and what works on it. */
  public record Work(
      Document document,
      CanvasViewModel canvas,
      PaletteViewModel palette,
      Inputs inputs,
      RenderViewModel render) {}

  /**
   * What there is beside the document.
   *
   * @param models the folder of the artist's own models
   * @param background runs file work, off the FX thread
   * @param fx runs on the FX thread
   */
  public record Surroundings(
      Preferences preferences, Texts texts, Path models, Executor background, Executor fx) {}

  /**
   * @param steps repeats how pictures were sampled, for animations
   * @param proposals what "surprise me" brings
   */
  public ShellViewModel(
      Work work,
      TokensViewModel tokens,
      Surroundings around,
      SamplingSteps steps,
      Proposals proposals) {
    this.document = work;
    this.tokens = tokens;
    this.around = around;
    Document d = work.document;
    CanvasViewModel canvas = work.canvas;
    PaletteViewModel palette = work.palette;
    RenderViewModel render = work.render;
    Preferences preferences = around.preferences;
    Texts texts = around.texts;
    FileWork files =
        new FileWork(around.background, around.fx, texts, render.problemProperty(), jobs);
    projects = new Projects(d, palette, render, preferences, texts, files);
    exports = new Exports(steps, d, palette, render.gallery(), files);
    mappings = new Mappings(d, palette, preferences, projects, texts);
    palettes = new PaletteFiles(palette, files);
    opening =
        new Opening(
            work,
            new Opening.Others(projects, mappings, palettes),
            preferences,
            texts,
            files,
            around.models);
    edits = new Edits(d, palette, render, projects, proposals, texts, files);
    masks = new Masks(d, canvas, render, texts, files);
    estimates = new PlaneEstimates(d, work.inputs.planes, canvas, preferences, texts, files);
    appearance = new Appearance(preferences, texts);
    new ForModel(d, canvas, palette, render, mappings, texts).follow();
    canvas.toolProperty().subscribe(t -> tokens.activeProperty().set(t == Tool.TOKENS));
  }

  /** Opens, drops and pastes. */
  public Opening opening() {
    return opening;
  }

  /** Changes all of the document at once. */
  public Edits edits() {
    return edits;
  }

  /** What is masked. */
  public Masks masks() {
    return masks;
  }

  /** Depth and lines of the photograph. */
  public PlaneEstimates estimates() {
    return estimates;
  }

  /** What the values of foreign label maps mean. */
  public Mappings mappings() {
    return mappings;
  }

  /** Palettes in files. */
  public PaletteFiles palettes() {
    return palettes;
  }

  /** Theme and language. */
  public Appearance appearance() {
    return appearance;
  }

  /** The document as a file. */
  public Projects projects() {
    return projects;
  }

  /** Writes what is on the canvas for others. */
  public Exports exports() {
    return exports;
  }

  public Document document() {
    return document.document;
  }

  public CanvasViewModel canvas() {
    return document.canvas;
  }

  public PaletteViewModel palette() {
    return document.palette;
  }

  public Inputs inputs() {
    return document.inputs;
  }

  public RenderViewModel render() {
    return document.render;
  }

  public TokensViewModel tokens() {
    return tokens;
  }

  public Preferences preferences() {
    return around.preferences;
  }

  public Texts texts() {
    return around.texts;
  }

  /** Memory in use, as it was last looked at. */
  ObjectProperty<MemoryUse> memoryProperty() {
    return memory;
  }

  /** What is done in the background, in the artist's words. */
  public ObservableList<BackgroundJob> jobs() {
    return shownJobs;
  }
}
