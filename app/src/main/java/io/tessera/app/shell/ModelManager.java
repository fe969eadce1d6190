package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.Engine;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelInput;
import io.tessera.api.ModelSummary;
import io.tessera.app.controls.Forms;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.settings.ModelImport;
import io.tessera.app.text.Texts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The models of the library, what each is and takes, and where more come from. */
final class ModelManager extends VBox {
  private final RenderViewModel render;
  private final Engine engine;
  private final Executor background;
  private final Executor fx;
  private final Texts texts;
  private final VBox cards = new VBox(8);

  /**
   * @param folder where the artist's own models lie
   * @param ask asks for a file of weights
   */
  ModelManager(
      RenderViewModel render,
      Engine engine,
      Path folder,
      Supplier<Optional<Path>> ask,
      Executor background,
      Executor fx,
      Texts texts) {
    super(10);
    this.render = render;
    this.engine = engine;
    this.background = background;
    this.fx = fx;
    this.texts = texts;
    Label where = new Label(texts.get("models.where", folder));
    where.setWrapText(true);
    where.setMaxWidth(580);
    Label said = new Label();
    said.setId("models-said");
    said.setWrapText(true);
    said.setMaxWidth(360);
    Button take = new Button(texts.get("models.import"));
    take.setId("models-import");
    take.setOnAction(
        e ->
            ask.get()
                .ifPresent(
                    file ->
                        CompletableFuture.supplyAsync(
                                () -> ModelImport.take(file, folder), background)
                            .whenCompleteAsync(
                                (name, error) -> {
                                  said.setText(
                                      error == null
                                          ? texts.get("models.imported", name)
                                          : message(error));
                                  refresh();
                                },
                                fx)));
    Button unload = new Button(texts.get("models.unload"));
    unload.setId("models-unload");
    unload.setTooltip(new Tooltip(texts.get("models.unload.hint")));
    unload.setOnAction(
        e -> engine.unload().thenRunAsync(() -> said.setText(texts.get("models.unloaded")), fx));
    Button again = new Button(texts.get("models.refresh"));
    again.setId("models-refresh");
    again.setOnAction(e -> refresh());
    ScrollPane scroll = new ScrollPane(cards);
    scroll.setFitToWidth(true);
    scroll.setPrefViewportHeight(300);
    scroll.setPrefViewportWidth(600);
    HBox foot = new HBox(8, said, Forms.spacer(), unload, again, take);
    foot.setAlignment(Pos.CENTER_RIGHT);
    Label more = new Label(texts.get("models.more"));
    more.setWrapText(true);
    more.setMaxWidth(580);
    more.getStyleClass().add("hint");
    getChildren().addAll(where, scroll, more, foot);
    fill();
  }

  private void refresh() {
    render.catalog().refresh().thenRun(this::fill);
  }

  private void fill() {
    cards.getChildren().clear();
    for (String name : render.catalog().models()) {
      cards.getChildren().add(card(name));
    }
    for (FaultyModel faulty : render.catalog().faulty()) {
      cards.getChildren().add(card(faulty));
    }
    if (render.catalog().models().isEmpty()) {
      cards.getChildren().add(new Label(texts.get("render.no-models")));
    }
  }

  /** A folder that is no model: what is wrong with it. */
  private static VBox card(FaultyModel faulty) {
    Label title = new Label(faulty.name());
    title.getStyleClass().add("card-title");
    Label reason = new Label(faulty.reason());
    reason.setId("faulty-" + faulty.name());
    reason.setWrapText(true);
    reason.setMaxWidth(540);
    reason.getStyleClass().add("hint");
    VBox card = new VBox(4, title, reason);
    card.getStyleClass().add("model-card");
    return card;
  }

  private VBox card(String name) {
    Label title = new Label(name);
    title.getStyleClass().add("card-title");
    Label about = new Label(texts.get("models.reading"));
    about.setWrapText(true);
    about.setMaxWidth(540);
    about.getStyleClass().add("hint");
    about.setId("about-" + name);
    Label purpose = new Label();
    purpose.setId("purpose-" + name);
    purpose.setWrapText(true);
    purpose.setMaxWidth(540);
    about.setVisible(false);
    about.managedProperty().bind(about.visibleProperty());
    Button details = new Button(texts.get("models.details"));
    details.setId("details-" + name);
    details.getStyleClass().add(Styles.SMALL);
    details.setOnAction(e -> about.setVisible(!about.isVisible()));
    Button use = new Button(texts.get("models.use"));
    use.setId("use-" + name);
    use.getStyleClass().add(Styles.SMALL);
    use.disableProperty().bind(render.settings().modelProperty().isEqualTo(name));
    use.setOnAction(e -> render.settings().modelProperty().set(name));
    Button verify = new Button(texts.get("models.verify"));
    verify.setId("verify-" + name);
    verify.getStyleClass().add(Styles.SMALL);
    verify.setOnAction(
        e -> {
          verify.setDisable(true);
          about.setVisible(true);
          about.setText(texts.get("models.verifying"));
          tell(about, () -> engine.inspect(name));
        });
    HBox head = new HBox(8, title, Forms.spacer(), details, verify, use);
    head.setAlignment(Pos.CENTER_LEFT);
    VBox card = new VBox(4, head, purpose, about);
    card.getStyleClass().add("model-card");
    tell(about, () -> engine.describe(name));
    CompletableFuture.supplyAsync(() -> purpose(name), background)
        .whenCompleteAsync(
            (text, error) -> purpose.setText(error == null ? text : message(error)), fx);
    return card;
  }

  /** What the model is for, in a line. */
  private String purpose(String name) {
    ModelInput input = engine.input(name);
    String key = input.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> parts = new ArrayList<>();
    parts.add(texts.get("models.for." + key, input.choices()));
    engine.tags(name).stream()
        .filter(tag -> tag.name().equals("mood"))
        .map(tag -> texts.get("models.moods", tag.values().size()))
        .forEach(parts::add);
    String size = engine.describe(name).lines().get("size");
    if (size != null) {
      parts.add(size);
    }
    return String.join("  ·  ", parts);
  }

  private void tell(Label about, Supplier<ModelSummary> read) {
    CompletableFuture.supplyAsync(read, background)
        .whenCompleteAsync(
            (s, error) -> about.setText(error == null ? describe(s) : message(error)), fx);
  }

  private static String describe(ModelSummary s) {
    return s.lines().entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static String message(Throwable error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
