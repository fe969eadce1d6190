package io.tessera.app.tokens;

import io.tessera.api.Alternatives;
import io.tessera.api.CodebookPatches;
import io.tessera.api.CodebookUse;
import io.tessera.api.Engine;
import io.tessera.api.RenderState;
import io.tessera.api.TokenGrid;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.text.Texts;
import java.util.BitSet;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** The tokens of the picture on the canvas, and the codebook they come from. FX thread alone. */
public final class TokensViewModel {
  /** Alternatives that are told of a cell. */
  static final int CHOICES = 5;

  /** Bits at which a cell's colour is the most striking one. */
  private static final double SURPRISING = 9;

  private static final int HIDDEN = 0xff12151b;

  /** Locked cells are shown paler. */
  private static final int LOCKED = 0xffe6edf3;

  private final Engine engine;
  private final Executor fx;
  private final RenderViewModel render;
  private final Texts texts;
  private final CodebookViewModel codebook;
  private final BooleanProperty active = new SimpleBooleanProperty();
  private final ObjectProperty<Coloring> coloring = new SimpleObjectProperty<>(Coloring.SURPRISE);
  private final ReadOnlyObjectWrapper<@Nullable Cells> cells = new ReadOnlyObjectWrapper<>();
  private final ReadOnlyObjectWrapper<BitSet> marked = new ReadOnlyObjectWrapper<>(new BitSet());
  private final ReadOnlyObjectWrapper<@Nullable Hover> hover = new ReadOnlyObjectWrapper<>();
  private final IntegerProperty position = new SimpleIntegerProperty();
  private final BitSet selection = new BitSet();
  private final BitSet locked = new BitSet();
  private final ReadOnlyObjectWrapper<@Nullable Step> step = new ReadOnlyObjectWrapper<>();
  private final Map<RenderedPicture, float[]> entropies = new WeakHashMap<>();
  private double @Nullable [] distances;
  private @Nullable RenderedPicture asked;
  private @Nullable Clipping copied;
  private @Nullable RenderState state;
  private int hovered = -1;
  private boolean asking;
  private boolean stepping;
  private boolean attending;

  /**
   * The grid in colours.
   *
   * @param argb one colour a cell, row-major, opaque
   */
  public record Cells(int rows, int columns, int[] argb) {}

  /**
   * What is under the mouse.
   *
   * @param bits of its token; what it was drawn with
   * @param alternatives null until the model has told
   */
  public record Hover(
      int row,
      int column,
      int entry,
      double bits,
      long uses,
      @Nullable Alternatives alternatives) {}

  /**
   * A step of the sampling.
   *
   * @param alternatives what the model expected there
   */
  public record Step(int row, int column, int entry, Alternatives alternatives) {}

  public TokensViewModel(Engine engine, Executor fx, RenderViewModel render, Texts texts) {
    this.engine = engine;
    this.fx = fx;
    this.render = render;
    this.texts = texts;
    this.codebook = new CodebookViewModel(engine, fx, render.gallery(), texts);
    render.gallery().shownProperty().subscribe(p -> refresh());
    active.subscribe(a -> refresh());
    coloring.subscribe(
        c -> {
          fetch();
          color();
        });
    position.addListener(
        (o, before, now) -> {
          color();
          askStep();
        });
    codebook.entryProperty().subscribe(e -> mark());
    codebook.patchesProperty().subscribe(this::known);
  }

  /** Takes the shown picture's tokens, if the view is open and there are any. */
  private void refresh() {
    RenderedPicture p = render.gallery().shownProperty().get();
    state = !active.get() || p == null ? null : p.state();
    selection.clear();
    locked.clear();
    attend(null, 0, 0);
    hover.set(null);
    RenderState s = state;
    if (s == null || s.remaining() > 0) {
      state = null;
      cells.set(null);
      codebook.show(null);
      mark();
      return;
    }
    codebook.show(s);
    fetch();
    position.set(s.tokens().rows() * s.tokens().columns());
    color();
    mark();
  }

  /** The engine has told what the entries look like, or another codebook is asked for. */
  private void known(@Nullable CodebookPatches book) {
    if (book == null) {
      distances = null;
    } else {
      fetch();
      color();
    }
  }

  /** Asks for what the chosen colours need and what is not known yet. */
  private void fetch() {
    RenderState s = state;
    RenderedPicture p = render.gallery().shownProperty().get();
    CodebookPatches book = codebook.patchesProperty().get();
    if (s == null || p == null) {
      return;
    }
    if (coloring.get() == Coloring.ENTROPY && !entropies.containsKey(p) && !p.equals(asked)) {
      asked = p;
      engine
          .entropies(s)
          .whenCompleteAsync(
              (bits, error) -> {
                asked = p.equals(asked) ? null : asked;
                if (error == null) {
                  entropies.put(p, bits);
                  color();
                } else {
                  render.problemProperty().set(String.valueOf(error.getMessage()));
                }
              },
              fx);
    } else if (coloring.get() == Coloring.DISTANCE && book != null) {
      // Only of the entries that are seen: all of 16384 would take half a minute.
      int[] seen = java.util.Arrays.stream(s.tokens().tokens()).distinct().toArray();
      CompletableFuture.supplyAsync(() -> distances(book, seen))
          .thenAcceptAsync(
              found -> {
                if (s.equals(state)) {
                  distances = found;
                  color();
                }
              },
              fx);
    }
  }

  private static double[] distances(CodebookPatches book, int[] entries) {
    double[] all = new double[book.tokens()];
    java.util.Arrays.stream(entries).parallel().forEach(e -> all[e] = book.nearestDistance(e));
    return all;
  }

  private void color() {
    RenderState s = state;
    if (s == null) {
      return;
    }
    int[] tokens = s.tokens().tokens();
    float[] logs = s.logProbabilities();
    int[] argb = new int[tokens.length];
    long most = 1;
    CodebookUse counts = codebook.use();
    if (counts != null) {
      for (int token : tokens) {
        most = Math.max(most, counts.count(token));
      }
    }
    float[] bits = entropies.get(render.gallery().shownProperty().get());
    double[] far = distances;
    double farthest = far == null ? 1 : java.util.Arrays.stream(far).max().orElse(1);
    for (int i = 0; i < argb.length; i++) {
      int colour =
          switch (coloring.get()) {
            case SURPRISE -> HeatMap.at(-logs[i] / Math.log(2) / SURPRISING);
            case ENTROPY -> bits == null ? HIDDEN : HeatMap.at(bits[i] / SURPRISING);
            case ENTRY -> HeatMap.of(tokens[i]);
            case USAGE ->
                counts == null
                    ? HIDDEN
                    : HeatMap.at(Math.log(counts.count(tokens[i])) / Math.log(Math.max(2, most)));
            case DISTANCE ->
                far == null || far.length <= tokens[i]
                    ? HIDDEN
                    : HeatMap.at(far[tokens[i]] / Math.max(1e-9, farthest));
          };
      argb[i] = i >= position.get() ? HIDDEN : locked.get(i) ? HeatMap.mix(colour, LOCKED) : colour;
    }
    cells.set(new Cells(s.tokens().rows(), s.tokens().columns(), argb));
  }

  /** Lights up all places of the chosen entry and the selected cells. */
  private void mark() {
    BitSet lit = (BitSet) selection.clone();
    RenderState s = state;
    if (s != null && codebook.entryProperty().get() >= 0) {
      int[] tokens = s.tokens().tokens();
      for (int i = 0; i < tokens.length; i++) {
        if (tokens[i] == codebook.entryProperty().get()) {
          lit.set(i);
        }
      }
    }
    marked.set(lit);
  }

  // The mouse
  // -------------------------------------------------------------------------------------------------------

  private int cell(int row, int column) {
    RenderState s = state;
    return s == null
            || row < 0
            || column < 0
            || row >= s.tokens().rows()
            || column >= s.tokens().columns()
        ? -1
        : row * s.tokens().columns() + column;
  }

  /** The mouse is over a cell: tells what is there, and a little later what else it could be. */
  public void hover(int row, int column) {
    int cell = cell(row, column);
    RenderState s = state;
    if (cell == hovered && hover.get() != null) {
      return;
    }
    hovered = cell;
    if (cell < 0 || s == null) {
      hover.set(null);
      return;
    }
    int token = s.tokens().at(row, column);
    double bits = -s.logProbabilities()[cell] / Math.log(2);
    long uses = codebook.count(token);
    hover.set(new Hover(row, column, token, bits, uses, null));
    ask();
  }

  /**
   * One question at a time: while the mouse flies over cells, only the last one is worth asking.
   */
  private void ask() {
    RenderState s = state;
    Hover h = hover.get();
    if (asking || s == null || h == null || h.alternatives() != null) {
      return;
    }
    if (render.phaseProperty().get().isRunning()) {
      return; // the engine has other things to do
    }
    asking = true;
    engine
        .alternatives(s, h.row(), h.column(), CHOICES)
        .whenCompleteAsync(
            (found, error) -> {
              asking = false;
              if (h.equals(hover.get()) && error == null) {
                hover.set(new Hover(h.row(), h.column(), h.entry(), h.bits(), h.uses(), found));
              } else if (error == null) {
                ask();
              }
            },
            fx);
  }

  /** The mouse has left the picture. */
  public void leave() {
    hovered = -1;
    hover.set(null);
  }

  /**
   * Chooses the entry of a cell, and the cell.
   *
   * @param extend whether the cells that are selected already stay so
   */
  public void press(int row, int column, boolean extend) {
    int cell = cell(row, column);
    RenderState s = state;
    if (cell < 0 || s == null) {
      return;
    }
    if (!extend) {
      selection.clear();
    }
    selection.set(cell);
    codebook.entryProperty().set(extend ? -1 : s.tokens().at(row, column));
    mark();
  }

  /** Brushes over cells: they are selected too. */
  public void drag(int row, int column) {
    int cell = cell(row, column);
    if (cell >= 0) {
      codebook.entryProperty().set(-1);
      selection.set(cell);
      mark();
    }
  }

  // Editing
  // ---------------------------------------------------------------------------------------------------------

  /** Puts an entry into all selected cells; the picture with it is another one in the gallery. */
  public void replace(int with) {
    RenderState s = state;
    if (s == null || with < 0) {
      return;
    }
    int[] tokens = s.tokens().tokens();
    BitSet cells = open();
    cells.stream().forEach(c -> tokens[c] = with);
    edit(s, tokens, cells);
  }

  /** Selected cells that are not locked. */
  private BitSet open() {
    BitSet cells = (BitSet) selection.clone();
    cells.andNot(locked);
    return cells;
  }

  /**
   * Shows other tokens in some cells: those cells at once, the whole picture when it is decoded.
   */
  private void edit(RenderState s, int[] tokens, BitSet changed) {
    if (changed.isEmpty()) {
      return;
    }
    float[] logs = s.logProbabilities();
    changed.stream().forEach(c -> logs[c] = 0);
    TokenGrid grid = new TokenGrid(s.tokens().rows(), s.tokens().columns(), tokens);
    RenderState edited = new RenderState(s.request(), grid, logs, s.cells());
    BitSet kept = (BitSet) selection.clone();
    BitSet stillLocked = (BitSet) locked.clone();
    String model = s.request().model();
    engine
        .decodePart(model, grid, changed, s.request().texture())
        .thenAcceptAsync(part -> render.showPart(part.x(), part.y(), part.pixels()), fx);
    engine
        .decode(model, grid, s.request().texture())
        .whenCompleteAsync(
            (image, error) -> {
              if (error == null) {
                render.adopt(s.request(), edited, image);
                selection.or(kept);
                locked.or(stillLocked);
                color();
                mark();
              } else {
                render.problemProperty().set(String.valueOf(error.getMessage()));
              }
            },
            fx);
  }

  /** Remembers the tokens of the selected cells. */
  public void copy() {
    RenderState s = state;
    if (s != null && !selection.isEmpty()) {
      copied = Clipping.of(s, selection);
    }
  }

  /** Puts copied tokens where the selection begins; what lies beyond the picture is left out. */
  public void paste() {
    RenderState s = state;
    Clipping c = copied;
    if (s == null || c == null || selection.isEmpty()) {
      return;
    }
    if (!c.model().equals(s.request().model())) {
      render.problemProperty().set(texts.get("tokens.other-codebook", c.model()));
      return;
    }
    int[] tokens = s.tokens().tokens();
    BitSet changed = c.paste(selection, locked, s.tokens(), tokens);
    selection.clear();
    selection.or(changed);
    edit(s, tokens, changed);
  }

  /** Locks the selected cells against changes, or unlocks them where all are locked. */
  public void lock() {
    BitSet unlocked = open();
    if (unlocked.isEmpty()) {
      locked.andNot(selection);
    } else {
      locked.or(unlocked);
    }
    color();
  }

  /** Has the selected cells drawn again, with the seed and the temperature that are set now. */
  public void resample() {
    RenderState s = state;
    BitSet cells = open();
    if (s == null || cells.isEmpty()) {
      return;
    }
    int[] tokens = s.tokens().tokens();
    float[] logs = s.logProbabilities();
    cells.stream()
        .forEach(
            c -> {
              tokens[c] = TokenGrid.UNKNOWN;
              logs[c] = 0;
            });
    render.resample(
        s.request(), new TokenGrid(s.tokens().rows(), s.tokens().columns(), tokens), logs, cells);
  }

  // Steps
  // -----------------------------------------------------------------------------------------------------------

  /** Shows where a step looks; null for none: then nothing is known of a step either. */
  private void attend(@Nullable RenderState s, int row, int column) {
    if (s == null) {
      step.set(null);
    }
    if (s != null || attending) {
      attending = s != null;
      render.attend(s, row, column);
    }
  }

  /** What the model expected at the step that the slider stands at; the last question wins. */
  private void askStep() {
    RenderState s = state;
    int cell = position.get();
    boolean within = s != null && cell < s.tokens().rows() * s.tokens().columns();
    if (s == null || !within || render.phaseProperty().get().isRunning()) {
      attend(null, 0, 0);
      return;
    }
    int columns = s.tokens().columns();
    int row = cell / columns;
    int column = cell % columns;
    attend(s, row, column);
    if (stepping) {
      return; // the answer under way asks again
    }
    stepping = true;
    engine
        .alternatives(s, row, column, CHOICES)
        .whenCompleteAsync(
            (found, error) -> {
              stepping = false;
              if (error == null && position.get() == cell && s.equals(state)) {
                step.set(new Step(row, column, s.tokens().at(row, column), found));
              } else if (error == null) {
                askStep();
              }
            },
            fx);
  }

  /** Cells that are selected. */
  public BitSet selection() {
    return (BitSet) selection.clone();
  }

  // Properties
  // ------------------------------------------------------------------------------------------------------

  /** Where the tokens come from. */
  public CodebookViewModel codebook() {
    return codebook;
  }

  /** Whether the tokens are looked at. */
  public BooleanProperty activeProperty() {
    return active;
  }

  public ObjectProperty<Coloring> coloringProperty() {
    return coloring;
  }

  /** The grid in colours; null where there are no tokens. */
  public ReadOnlyObjectProperty<@Nullable Cells> cellsProperty() {
    return cells.getReadOnlyProperty();
  }

  /** Cells that are lit up, row-major. */
  public ReadOnlyObjectProperty<BitSet> markedProperty() {
    return marked.getReadOnlyProperty();
  }

  public ReadOnlyObjectProperty<@Nullable Hover> hoverProperty() {
    return hover.getReadOnlyProperty();
  }

  /** How many tokens, in the order of rows, are shown. */
  public IntegerProperty positionProperty() {
    return position;
  }

  /** The step that the slider stands at; null at the end, or until the model has told. */
  public ReadOnlyObjectProperty<@Nullable Step> stepProperty() {
    return step.getReadOnlyProperty();
  }

  /** The engine is another one: codebooks are asked for again. */
  public void forget() {
    codebook.forget();
  }
}
