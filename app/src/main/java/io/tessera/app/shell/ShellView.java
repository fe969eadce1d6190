package io.tessera.app.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import io.tessera.api.ConditionKind;
import io.tessera.api.Engine;
import io.tessera.app.canvas.CanvasView;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Tool;
import io.tessera.app.document.Recovery;
import io.tessera.app.inputs.DepthCard;
import io.tessera.app.inputs.FiguresViewModel;
import io.tessera.app.inputs.PlaneViewModel;
import io.tessera.app.palette.Palettes;
import io.tessera.app.render.GalleryStrip;
import io.tessera.app.render.Presets;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.settings.EnginePlace;
import io.tessera.app.text.Texts;
import io.tessera.app.tokens.TokensPanel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.css.PseudoClass;
import javafx.scene.image.Image;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The window's content, in one language; another language takes another one of these. */
public final class ShellView extends StackPane {
  private static final PseudoClass LIGHT = PseudoClass.getPseudoClass("light");
  private static final PseudoClass KOREAN = PseudoClass.getPseudoClass("korean");

  private final CanvasView canvas;
  private final Overlay overlay;
  private final Texts texts;
  private final Palettes palettes;
  private final Actions actions;

  /**
   * What the window needs beside its view models.
   *
   * @param models the folder of the artist's own models
   * @param background runs file work
   * @param fx runs on the FX thread
   * @param move makes further pictures at another place
   * @param log what the program has logged
   */
  record Surroundings(
      Engine engine,
      Consumer<EnginePlace> move,
      Presets presets,
      Path models,
      Executor background,
      Executor fx,
      LogCard.Memory log) {}

  ShellView(ShellViewModel shell, CanvasView canvas, Surroundings around) {
    this.canvas = canvas;
    this.texts = shell.texts();
    this.palettes = shell.palette().palettes();
    this.overlay = new Overlay(texts);
    getStyleClass().add("shell");
    getStylesheets()
        .add(
            java.util.Objects.requireNonNull(ShellView.class.getResource("shell.css"))
                .toExternalForm());
    pseudoClassStateChanged(
        KOREAN, texts.languageProperty().get().getLanguage().equals(Locale.KOREAN.getLanguage()));
    Panels panels = new Panels(shell.preferences(), () -> this);
    FileDialogs dialogs =
        new FileDialogs(() -> getScene() == null ? null : getScene().getWindow(), texts);
    Cards cards = new Cards(shell, dialogs, around);
    actions = new Actions(shell, canvas, dialogs, cards, panels);
    cards.actions = actions.all();
    cards.keys = actions.keys();
    BorderPane window = new BorderPane();
    window.setTop(new TopBar(shell, actions));
    window.setLeft(new ToolRail(shell, actions));
    window.setCenter(new CanvasPane(shell, canvas));
    SidePanel side = new SidePanel(shell, around.presets(), actions);
    side.visibleProperty().bind(panels.sideProperty().and(shell.tokens().activeProperty().not()));
    side.managedProperty().bind(side.visibleProperty());
    TokensPanel book = new TokensPanel(shell.tokens(), texts);
    book.visibleProperty().bind(shell.tokens().activeProperty().and(panels.sideProperty()));
    book.managedProperty().bind(book.visibleProperty());
    window.setRight(new HBox(side, book));
    GalleryStrip gallery = new GalleryStrip(shell.render(), texts);
    gallery.visibleProperty().bind(panels.galleryProperty());
    gallery.managedProperty().bind(panels.galleryProperty());
    window.setBottom(
        new VBox(
            gallery, new StatusBar(shell.render(), shell.jobs(), texts, shell.memoryProperty())));
    getChildren().addAll(window, overlay);
    new Shortcuts(shell, canvas, actions, overlay::isVisible).install(this);
    drops(shell);
    compare(shell);
    figures(shell);
    shell.inputs().planes().askedProperty().addListener((o, before, asked) -> cards.depth(asked));
    shell.mappings().askedProperty().addListener((o, before, asked) -> cards.mapping(asked));
    shell.projects().waitingProperty().addListener((o, before, then) -> cards.unsaved(then));
    shell
        .appearance()
        .darkProperty()
        .subscribe(
            dark -> {
              Application.setUserAgentStylesheet(
                  dark
                      ? new PrimerDark().getUserAgentStylesheet()
                      : new PrimerLight().getUserAgentStylesheet());
              pseudoClassStateChanged(LIGHT, !dark);
            });
  }

  /** The picture that is compared with lies right of the divider. */
  private void compare(ShellViewModel shell) {
    shell
        .render()
        .gallery()
        .comparedProperty()
        .subscribe(
            p -> {
              Image image = p == null ? null : io.tessera.app.controls.Forms.image(p.image());
              canvas.comparedProperty().set(image);
            });
  }

  /** Figures lie over the document where the model is told of them. */
  private void figures(ShellViewModel shell) {
    FiguresViewModel figures = shell.inputs().figures();
    canvas.setItemHandler(Tool.POSE, figures);
    canvas.skeletons().selectedProperty().bind(figures.selectedProperty());
    canvas.skeletons().jointProperty().bind(figures.jointProperty());
    var input = shell.render().catalog().inputProperty();
    canvas.setItemHandler(Tool.BOX, shell.inputs().objects());
    canvas.boxes().selectedProperty().bind(shell.inputs().objects().selectedProperty());
    ForInput.only(shell, ConditionKind.BOXES, canvas.boxes());
    CanvasViewModel model = shell.canvas();
    canvas.skeletons().opacityProperty().bind(model.figuresState().opacityProperty());
    // A finished picture is looked at without them, unless they are being posed.
    canvas
        .skeletons()
        .visibleProperty()
        .bind(
            input
                .map(i -> i.kind() == ConditionKind.POSE)
                .flatMap(
                    takes ->
                        model
                            .figuresState()
                            .visibleProperty()
                            .and(
                                model
                                    .toolProperty()
                                    .isEqualTo(Tool.POSE)
                                    .or(model.hasPictureProperty().not()))
                            .map(shown -> shown && takes)));
    input.subscribe(i -> canvas.cellSizeProperty().set(i.cell()));
  }

  private void drops(ShellViewModel shell) {
    setOnDragOver(
        e -> {
          if (e.getDragboard().hasFiles() || e.getDragboard().hasImage()) {
            e.acceptTransferModes(TransferMode.COPY);
          }
          e.consume();
        });
    setOnDragDropped(
        e -> {
          e.setDropCompleted(Clipboards.take(e.getDragboard(), shell));
          e.consume();
        });
  }

  /** Offers what another run of the program has left behind. */
  void offer(Recovery.Left left, Runnable recover, Runnable discard) {
    RecoveryCard card =
        new RecoveryCard(
            left,
            palettes,
            texts,
            () -> {
              overlay.close();
              recover.run();
            },
            () -> {
              overlay.close();
              discard.run();
            });
    overlay.show("recovery", texts.get("recovery.title"), card, card.take, () -> {});
  }

  /** Points out, once, what a newcomer needs. */
  void tour() {
    new CoachMarks(this, texts).show();
  }

  /** What the window can do. */
  Actions actions() {
    return actions;
  }

  public CanvasView canvas() {
    return canvas;
  }

  /** The cards that actions open. */
  private final class Cards implements Actions.Cards {
    private final ShellViewModel shell;
    private final FileDialogs dialogs;
    private final Surroundings around;
    private List<Action> actions = List.of();
    private @Nullable Keys keys;

    Cards(ShellViewModel shell, FileDialogs dialogs, Surroundings around) {
      this.shell = shell;
      this.dialogs = dialogs;
      this.around = around;
    }

    @Override
    public void finder() {
      List<Action> all = new ArrayList<>(actions);
      for (String name : shell.render().catalog().models()) {
        all.add(
            new Action(
                "model-" + name,
                new SimpleStringProperty(texts.get("finder.model", name)),
                "fth-package",
                null,
                new SimpleBooleanProperty(true),
                () -> shell.render().settings().modelProperty().set(name)));
      }
      new CommandFinder(overlay, all, texts).show();
    }

    @Override
    public void help() {
      overlay.show(
          "help-card",
          texts.get("help.title"),
          new ShortcutsCard(actions, java.util.Objects.requireNonNull(keys), texts),
          null,
          () -> {});
    }

    @Override
    public void whatsThis() {
      new WhatsThis(ShellView.this, texts).ask();
    }

    @Override
    public void export() {
      RenderedPicture shown = shell.render().gallery().shownProperty().get();
      if (shown == null) {
        return;
      }
      ExportCard card =
          new ExportCard(
              shown.image().width(),
              shown.image().height(),
              shell.exports().masked(),
              texts,
              options ->
                  dialogs
                      .savePicture("picture.png")
                      .ifPresent(file -> shell.exports().picture(file, options)),
              overlay::close);
      overlay.show("export-options", texts.get("export.title"), card, card.go, () -> {});
    }

    @Override
    public void size() {
      SizeCard card = new SizeCard(shell, canvas.cellSizeProperty().get(), texts, overlay::close);
      overlay.show("size-card", texts.get("size.title"), card, null, () -> {});
    }

    @Override
    public void models() {
      overlay.show(
          "models-card",
          texts.get("models.title"),
          new ModelManager(
              shell.render(),
              around.engine(),
              around.models(),
              dialogs::openModel,
              around.background(),
              around.fx(),
              texts),
          null,
          () -> {});
    }

    @Override
    public void engine() {
      overlay.show(
          "engine-card",
          texts.get("engine.title"),
          new EngineCard(
              shell.preferences(),
              dialogs::openToken,
              place -> {
                around.move().accept(place);
                shell.render().catalog().moved().thenRun(shell.render()::warmUp);
                shell.tokens().forget();
              },
              texts),
          null,
          () -> {});
    }

    @Override
    public void log() {
      overlay.show(
          "log-card",
          texts.get("log.title"),
          new LogCard(around.log().text(), shell.render().machineProperty().get(), texts),
          null,
          () -> {});
    }

    @Override
    public void tour() {
      ShellView.this.tour();
    }

    void unsaved(@Nullable Runnable then) {
      if (then == null) {
        return;
      }
      UnsavedCard card =
          new UnsavedCard(
              texts,
              () -> {
                overlay.close();
                Actions.save(shell, dialogs, then);
              },
              () -> {
                overlay.close();
                then.run();
              },
              overlay::close);
      overlay.show(
          "unsaved-card",
          texts.get("unsaved.title"),
          card,
          card.save,
          () -> shell.projects().waitingProperty().set(null));
    }

    void depth(PlaneViewModel.@Nullable Import asked) {
      if (asked == null) {
        return;
      }
      DepthCard card = new DepthCard(asked, shell.inputs().planes(), texts, overlay::close);
      overlay.show(
          "depth-import",
          texts.get("depth.card.title"),
          card,
          card.take,
          () -> shell.inputs().planes().askedProperty().set(null));
    }

    void mapping(Mappings.@Nullable Mapping asked) {
      if (asked == null) {
        overlay.close();
        return;
      }
      String from = asked.from();
      MappingCard card =
          new MappingCard(
              asked,
              palettes,
              shell.palette().paletteProperty().get(),
              from,
              texts,
              shell.mappings()::askAgain,
              shell.mappings()::apply,
              overlay::close,
              table -> dialogs.saveLabels().ifPresent(f -> shell.palettes().saveLabels(table, f)));
      overlay.show(
          "mapping-card",
          texts.get("mapping.title"),
          card,
          null,
          () -> shell.mappings().giveUp(asked));
    }
  }
}
