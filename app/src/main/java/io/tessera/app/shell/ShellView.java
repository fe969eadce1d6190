package io.tessera.app.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import io.tessera.app.canvas.CanvasView;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import javafx.application.Application;
import javafx.css.PseudoClass;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;

/** The window's content. */
public final class ShellView extends BorderPane {
  private static final PseudoClass LIGHT = PseudoClass.getPseudoClass("light");

  private final CanvasView canvas;

  /**
   * @param residentBytes memory of the process, shown in the status bar
   */
  public ShellView(ShellViewModel shell, CanvasView canvas, LongSupplier residentBytes) {
    this.canvas = canvas;
    getStyleClass().add("shell");
    getStylesheets()
        .add(
            java.util.Objects.requireNonNull(ShellView.class.getResource("shell.css"))
                .toExternalForm());
    Actions actions =
        new Actions(
            shell,
            canvas,
            new FileDialogs(() -> getScene() == null ? null : getScene().getWindow()));
    setTop(new TopBar(shell, actions));
    setLeft(new ToolRail(shell, actions));
    setCenter(new CanvasPane(shell, canvas));
    setRight(new SidePanel(shell));
    setBottom(new StatusBar(shell.render(), residentBytes));
    new Shortcuts(shell, canvas, actions).install(this);
    drops(shell);
    shell
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

  private void drops(ShellViewModel shell) {
    setOnDragOver(
        e -> {
          if (e.getDragboard().hasFiles()) {
            e.acceptTransferModes(TransferMode.COPY);
          }
          e.consume();
        });
    setOnDragDropped(
        e -> {
          List<Path> files =
              e.getDragboard().getFiles().stream().map(java.io.File::toPath).toList();
          if (!files.isEmpty()) {
            shell.open(files.getFirst());
          }
          e.setDropCompleted(!files.isEmpty());
          e.consume();
        });
  }

  public CanvasView canvas() {
    return canvas;
  }
}
