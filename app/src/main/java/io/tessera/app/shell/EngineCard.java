package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.fault.InputException;
import io.tessera.app.controls.Forms;
import io.tessera.app.settings.EnginePlace;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
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
  private final Label said = new Label();

  /**
   * @param ask asks for the file with the server's token
   */
  EngineCard(Preferences preferences, Supplier<Optional<Path>> ask, Texts texts) {
    super(10);
    this.preferences = preferences;
    this.texts = texts;
    ToggleGroup places = new ToggleGroup();
    choice(here, "engine-here", "engine.here", places);
    choice(there, "engine-there", "engine.there", places);
    field(address, "engine-address", "engine.address");
    address.setPromptText("192.168.1.20:8765");
    field(token, "engine-token", "engine.token");
    Button browse = new Button(texts.get("engine.browse"));
    browse.setId("engine-browse");
    browse.setOnAction(e -> ask.get().ifPresent(file -> token.setText(file.toString())));
    browse.disableProperty().bind(here.selectedProperty());
    HBox file = new HBox(6, token, browse);
    HBox.setHgrow(token, Priority.ALWAYS);
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
    getChildren()
        .addAll(
            here,
            there,
            Forms.row(texts.get("engine.address"), address),
            Forms.row(texts.get("engine.token"), file),
            hint,
            foot);
    show(EnginePlace.of(preferences));
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
      }
    }
  }

  private void keep() {
    try {
      chosen().keep(preferences);
      preferences.save();
      said.setText(texts.get("engine.kept"));
    } catch (InputException e) {
      said.setText(e.getMessage());
    }
  }

  private EnginePlace chosen() {
    if (here.isSelected()) {
      return new EnginePlace.Here();
    }
    Path file = Path.of(token.getText().strip());
    if (!Files.isRegularFile(file)) {
      throw new InputException(texts.get("engine.no-token"));
    }
    return new EnginePlace.Server(EnginePlace.url(address.getText()), file);
  }
}
