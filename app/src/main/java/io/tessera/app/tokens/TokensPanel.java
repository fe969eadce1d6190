package io.tessera.app.tokens;

import atlantafx.base.controls.CustomTextField;
import atlantafx.base.theme.Styles;
import io.tessera.api.CodebookPatches;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.shape.Line;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** The codebook as patches, how often each is used, and what can be done with the selection. */
public final class TokensPanel extends VBox {
  private static final int PER_ROW = 6;
  private static final int PATCH = 38;
  private static final int ATLAS_COLUMNS = 64;

  private final TokensViewModel model;
  private final Texts texts;
  private final ObservableList<List<Integer>> rows = FXCollections.observableArrayList();
  private final ListView<List<Integer>> list = new ListView<>(rows);
  private final CodebookMap map;
  private @Nullable WritableImage atlas;

  public TokensPanel(TokensViewModel model, Texts texts) {
    super(9);
    this.model = model;
    this.texts = texts;
    setId("tokens-panel");
    getStyleClass().add("tokens-panel");
    Label title = new Label(texts.get("tokens.codebook").toUpperCase(java.util.Locale.ROOT));
    title.getStyleClass().add("section-title");
    Label summary = new Label();
    summary.setId("tokens-summary");
    summary.getStyleClass().add("hint");
    summary.setWrapText(true);
    summary.setMinHeight(USE_PREF_SIZE);
    summary.textProperty().bind(model.codebook().summaryProperty());
    list.setId("codebook");
    list.setAccessibleText(texts.get("tokens.codebook"));
    list.setFixedCellSize(PATCH + 4);
    list.getStyleClass().add("codebook");
    list.setCellFactory(view -> row());
    Label loading = new Label(texts.get("tokens.loading"));
    loading.visibleProperty().bind(Bindings.isNotNull(model.cellsProperty()));
    list.setPlaceholder(loading);
    map = new CodebookMap(model, texts.get("tokens.map"));
    map.visibleProperty().bind(model.codebook().mappedProperty());
    list.visibleProperty().bind(model.codebook().mappedProperty().not());
    StackPane book = new StackPane(list, map);
    VBox.setVgrow(book, Priority.ALWAYS);
    getChildren().addAll(title, summary, find(), book, histogram(), edit(), replay(), step());
    model.codebook().entries().addListener((ListChangeListener<Integer>) c -> fill());
    model.codebook().patchesProperty().subscribe(this::paint);
    model.codebook().entryProperty().subscribe(e -> list.refresh());
    fill();
  }

  private HBox find() {
    CustomTextField search = new CustomTextField();
    search.setId("entry-search");
    search.setLeft(new FontIcon("fth-search"));
    search.setPromptText(texts.get("tokens.search"));
    search.setAccessibleText(texts.get("tokens.search"));
    search.setTooltip(new Tooltip(texts.get("tokens.search.hint")));
    search.textProperty().bindBidirectional(model.codebook().searchProperty());
    HBox.setHgrow(search, Priority.ALWAYS);
    ToggleButton sort =
        Forms.icon(new ToggleButton(), "by-use", "fth-bar-chart-2", texts.get("tokens.by-use"));
    sort.selectedProperty().bindBidirectional(model.codebook().byUseProperty());
    ToggleButton mapped =
        Forms.icon(new ToggleButton(), "codebook-as-map", "fth-map", texts.get("tokens.map"));
    mapped.selectedProperty().bindBidirectional(model.codebook().mappedProperty());
    return new HBox(6, search, sort, mapped);
  }

  private void fill() {
    List<List<Integer>> all = new ArrayList<>();
    List<Integer> entries = List.copyOf(model.codebook().entries());
    for (int i = 0; i < entries.size(); i += PER_ROW) {
      all.add(entries.subList(i, Math.min(entries.size(), i + PER_ROW)));
    }
    rows.setAll(all);
  }

  /** All patches in one picture, of which every cell shows a part. */
  private void paint(@Nullable CodebookPatches book) {
    if (book == null) {
      atlas = null;
      map.paint(null, 1);
      return;
    }
    int side = book.side();
    int down = (book.tokens() + ATLAS_COLUMNS - 1) / ATLAS_COLUMNS;
    WritableImage image = new WritableImage(ATLAS_COLUMNS * side, down * side);
    for (int t = 0; t < book.tokens(); t++) {
      image
          .getPixelWriter()
          .setPixels(
              t % ATLAS_COLUMNS * side,
              t / ATLAS_COLUMNS * side,
              side,
              side,
              PixelFormat.getByteRgbInstance(),
              book.rgb(),
              t * side * side * 3,
              side * 3);
    }
    atlas = image;
    map.paint(image, ATLAS_COLUMNS);
    list.refresh();
  }

  private ListCell<List<Integer>> row() {
    return new ListCell<>() {
      @Override
      protected void updateItem(@Nullable List<Integer> entries, boolean empty) {
        super.updateItem(entries, empty);
        if (entries == null || empty || atlas == null) {
          setGraphic(null);
          return;
        }
        HBox box = new HBox(4);
        for (int e : entries) {
          box.getChildren().add(patch(e));
        }
        setGraphic(box);
      }
    };
  }

  private StackPane patch(int e) {
    CodebookPatches book =
        java.util.Objects.requireNonNull(model.codebook().patchesProperty().get());
    ImageView view = new ImageView(atlas);
    int side = book.side();
    view.setViewport(
        new Rectangle2D(e % ATLAS_COLUMNS * side, e / ATLAS_COLUMNS * side, side, side));
    view.setFitWidth(PATCH);
    view.setFitHeight(PATCH);
    long uses = model.codebook().count(e);
    StackPane pane = new StackPane(view);
    pane.setId("entry-" + e);
    pane.getStyleClass().add("patch");
    if (uses == 0) {
      pane.getStyleClass().add("never");
      view.setOpacity(0.45);
    }
    if (e == model.codebook().entryProperty().get()) {
      pane.getStyleClass().add("chosen-patch");
    }
    if (model.codebook().isDead(e)) {
      Line across = new Line(4, PATCH - 4, PATCH - 4, 4);
      across.getStyleClass().add("dead-patch");
      pane.getChildren().add(across);
    }
    Tooltip.install(pane, new Tooltip(model.codebook().describe(e)));
    pane.setOnMouseClicked(c -> model.codebook().entryProperty().set(e));
    return pane;
  }

  /** How often the entries occur, the most frequent first. */
  private Canvas histogram() {
    Canvas canvas = new Canvas(PER_ROW * (PATCH + 4), 44);
    Runnable draw =
        () -> {
          GraphicsContext g = canvas.getGraphicsContext2D();
          g.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
          List<Long> counts =
              model.codebook().entries().stream()
                  .map(model.codebook()::count)
                  .filter(n -> n > 0)
                  .sorted(java.util.Comparator.reverseOrder())
                  .toList();
          if (counts.isEmpty()) {
            return;
          }
          g.setFill(Color.web("#4a90e2"));
          int bars = Math.min(counts.size(), (int) canvas.getWidth() / 2);
          double top = Math.log1p(counts.getFirst());
          for (int i = 0; i < bars; i++) {
            double h = canvas.getHeight() * Math.log1p(counts.get(i * counts.size() / bars)) / top;
            g.fillRect(
                i * canvas.getWidth() / bars,
                canvas.getHeight() - h,
                Math.max(1, canvas.getWidth() / bars - 1),
                h);
          }
        };
    model.codebook().entries().addListener((ListChangeListener<Integer>) c -> draw.run());
    draw.run();
    return canvas;
  }

  private VBox edit() {
    Button replace = new Button(texts.get("tokens.replace"), new FontIcon("fth-repeat"));
    replace.setId("replace-tokens");
    replace.getStyleClass().add(Styles.SMALL);
    replace.setTooltip(new Tooltip(texts.get("tokens.replace.hint")));
    replace.setOnAction(e -> model.replace(model.codebook().entryProperty().get()));
    Button again = new Button(texts.get("tokens.resample"), new FontIcon("fth-refresh-cw"));
    again.setId("resample-tokens");
    again.getStyleClass().add(Styles.SMALL);
    again.setTooltip(new Tooltip(texts.get("tokens.resample.hint")));
    again.setOnAction(e -> model.resample());
    var nothing = Bindings.isNull(model.cellsProperty());
    replace.disableProperty().bind(nothing.or(model.codebook().entryProperty().lessThan(0)));
    again.disableProperty().bind(nothing);
    HBox more =
        new HBox(
            2,
            icon("copy-tokens", "fth-copy", nothing, model::copy),
            icon("paste-tokens", "fth-clipboard", nothing, model::paste),
            icon("lock-tokens", "fth-lock", nothing, model::lock));
    return new VBox(4, new HBox(6, replace, again), more);
  }

  private Button icon(String id, String icon, ObservableBooleanValue off, Runnable run) {
    Button button = Forms.icon(new Button(), id, icon, texts.get("tokens." + id));
    button.disableProperty().bind(off);
    button.setOnAction(e -> run.run());
    return button;
  }

  /** What the model expected at the step that the slider stands at. */
  private VBox step() {
    Label text = new Label();
    text.setId("step-text");
    text.getStyleClass().add("hint");
    HBox bars = new HBox(6);
    bars.setId("step-bars");
    bars.setAlignment(Pos.BOTTOM_LEFT);
    VBox box = new VBox(4, text, bars);
    box.visibleProperty().bind(Bindings.isNotNull(model.stepProperty()));
    box.managedProperty().bind(box.visibleProperty());
    model
        .stepProperty()
        .subscribe(
            s -> {
              bars.getChildren().clear();
              if (s != null) {
                text.setText(
                    texts.get(
                        "tokens.step",
                        s.row() + 1,
                        s.column() + 1,
                        Integer.toString(s.entry()),
                        s.alternatives().probability()));
                CodebookPatches book = model.codebook().patchesProperty().get();
                s.alternatives()
                    .choices()
                    .forEach(c -> bars.getChildren().add(HoverBubble.choice(c, book)));
              }
            });
    return box;
  }

  /** Steps through the sampling, in the order of rows. */
  private VBox replay() {
    Slider slider = new Slider(0, 1, 1);
    slider.setId("token-slider");
    slider.setAccessibleText(texts.get("tokens.replay"));
    model
        .cellsProperty()
        .subscribe(
            c -> {
              if (c != null && slider.getMax() != c.rows() * c.columns()) {
                slider.setMax(c.rows() * c.columns());
              }
              slider.setValue(model.positionProperty().get());
            });
    slider
        .valueProperty()
        .addListener((o, before, now) -> model.positionProperty().set(now.intValue()));
    Label text = new Label();
    text.getStyleClass().add("hint");
    text.textProperty()
        .bind(
            Bindings.createStringBinding(
                () ->
                    texts.get(
                        "tokens.position", model.positionProperty().get(), (int) slider.getMax()),
                model.positionProperty(),
                slider.maxProperty()));
    return new VBox(2, slider, text);
  }
}
