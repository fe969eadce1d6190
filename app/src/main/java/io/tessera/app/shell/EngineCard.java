package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.fault.InputException;
import io.tessera.app.controls.Forms;
import io.tessera.app.settings.EnginePlace;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Where pictures are made: on this computer, or on one that runs {@code tessera serve}. */
final class EngineCard extends VBox {
  private final Preferences preferences;
  private final Texts texts;
  private final RadioButton here = new RadioButton();
  private final RadioButton there = new RadioButton();
  private final TextField address = new TextField();
  private final TextField token = new TextField();
  private final TextField certificate = new TextField();
  private final Consumer<EnginePlace> move;
  private final Label said = new Label();

  /**
   * @param ask asks for a file: the server's token, or its certificate
   * @param move makes further pictures at another place; throws an InputException where it cannot
   */
  EngineCard(
      Preferences preferences,
      Supplier<Optional<Path>> ask,
      Consumer<EnginePlace> move,
      Texts texts) {
    super(10);
    this.preferences = preferences;
    this.move = move;
    this.texts = texts;
    ToggleGroup places = new ToggleGroup();
    choice(here, "engine-here", "engine.here", places);
    choice(there, "engine-there", "engine.there", places);
    field(address, "engine-address", "engine.address");
    address.setPromptText("192.168.1.20:8765");
    field(token, "engine-token", "engine.token");
    field(certificate, "engine-certificate", "engine.certificate");
    certificate.setPromptText(texts.get("engine.certificate.none"));
    Label hint = new Label(texts.get("engine.hint"));
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    hint.setMaxWidth(420);
    said.setId("engine-said");
    said.setWrapText(true);
    said.setMaxWidth(320);
    Button keep = new Button(texts.get("engine.keep"));
    keep.setId("engine-keep");
    keep.getStyleClass().add(Styles.ACCENT);
    keep.setDefaultButton(true);
    keep.setOnAction(e -> keep());
    HBox foot = new HBox(8, said, Forms.spacer(), keep);
    foot.setAlignment(Pos.CENTER_RIGHT);
    getChildren().addAll(here, there, fields(ask), hint, foot);
    show(EnginePlace.of(preferences));
  }

  /** Names on the left, fields that begin and end below each other on the right. */
  private GridPane fields(Supplier<Optional<Path>> ask) {
    GridPane grid = new GridPane(8, 8);
    grid.add(new Label(texts.get("engine.address")), 0, 0);
    grid.add(address, 1, 0, 2, 1);
    grid.add(new Label(texts.get("engine.token")), 0, 1);
    grid.add(token, 1, 1);
    grid.add(browse("engine-browse", token, ask), 2, 1);
    grid.add(new Label(texts.get("engine.certificate")), 0, 2);
    grid.add(certificate, 1, 2);
    grid.add(browse("engine-browse-certificate", certificate, ask), 2, 2);
    GridPane.setHgrow(token, Priority.ALWAYS);
    GridPane.setHgrow(certificate, Priority.ALWAYS);
    return grid;
  }

  private Button browse(String id, TextField field, Supplier<Optional<Path>> ask) {
    Button browse = new Button(texts.get("engine.browse"));
    browse.setId(id);
    browse.setOnAction(e -> ask.get().ifPresent(file -> field.setText(file.toString())));
    browse.disableProperty().bind(here.selectedProperty());
    return browse;
  }

  private void choice(RadioButton button, String id, String text, ToggleGroup group) {
    button.setId(id);
    button.setText(texts.get(text));
    button.setToggleGroup(group);
  }

  private void field(TextField field, String id, String name) {
    field.setId(id);
    field.setAccessibleText(texts.get(name));
    field.setPrefColumnCount(20);
    field.disableProperty().bind(here.selectedProperty());
  }

  private void show(EnginePlace place) {
    switch (place) {
      case EnginePlace.Here h -> here.setSelected(true);
      case EnginePlace.Server s -> {
        there.setSelected(true);
        address.setText(s.url().toString());
        token.setText(s.tokenFile().toString());
        certificate.setText(s.certificate().map(Path::toString).orElse(""));
      }
    }
  }

  private void keep() {
    try {
      EnginePlace place = chosen();
      // A server is turned to again: its token may be another one by now.
      if (place instanceof EnginePlace.Server || !place.equals(EnginePlace.of(preferences))) {
        move.accept(place);
      }
      place.keep(preferences);
      preferences.save();
      said.setText(
          texts.get(place instanceof EnginePlace.Here ? "engine.kept.here" : "engine.kept"));
    } catch (InputException e) {
      said.setText(e.getMessage());
    }
  }

  private EnginePlace chosen() {
    if (here.isSelected()) {
      return new EnginePlace.Here();
    }
    Path file = path(token).orElseThrow(() -> new InputException(texts.get("engine.no-token")));
    if (!Files.isRegularFile(file)) {
      throw new InputException(texts.get("engine.no-token"));
    }
    return new EnginePlace.Server(EnginePlace.url(address.getText()), file, path(certificate));
  }

  /** What a field names, also in the quotes that file managers copy; empty for nothing. */
  private static Optional<Path> path(TextField field) {
    String text = field.getText().strip().replaceAll("^\"|\"$", "");
    try {
      return Optional.of(text).filter(t -> !t.isEmpty()).map(Path::of);
    } catch (InvalidPathException e) {
      throw new InputException(text + " is no file's name", e);
    }
  }
}
