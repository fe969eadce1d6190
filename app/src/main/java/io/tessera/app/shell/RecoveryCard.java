package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.image.RgbImage;
import io.tessera.app.controls.Forms;
import io.tessera.app.document.Recovery;
import io.tessera.app.palette.Palettes;
import io.tessera.app.text.Texts;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** What was saved from a crash, to be taken or left. */
final class RecoveryCard extends VBox {
  private static final int WIDTH = 240;

  final Button take;

  RecoveryCard(
      Recovery.Left left, Palettes palettes, Texts texts, Runnable recover, Runnable discard) {
    super(12);
    String when =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
            .withLocale(texts.languageProperty().get())
            .withZone(ZoneId.systemDefault())
            .format(left.saved());
    int pictures = left.project().pictures().size();
    Label text =
        new Label(
            texts.get("recovery.text", when, pictures)
                + (left.render() == null ? "" : " " + texts.get("recovery.render")));
    text.setWrapText(true);
    text.setMaxWidth(300);
    HBox what = new HBox(14, new ImageView(Forms.image(preview(left, palettes))), text);
    what.setAlignment(Pos.CENTER_LEFT);
    take = new Button(texts.get("recovery.take"));
    take.setId("recovery-take");
    take.getStyleClass().add(Styles.ACCENT);
    take.setOnAction(e -> recover.run());
    Button no = new Button(texts.get("recovery.discard"));
    no.setId("recovery-discard");
    no.setOnAction(e -> discard.run());
    HBox buttons = new HBox(8, no, take);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    getChildren().addAll(what, buttons);
  }

  /** The newest picture, or the layout. */
  private static RgbImage preview(Recovery.Left left, Palettes palettes) {
    RgbImage image =
        left.project().pictures().isEmpty()
            ? palettes
                .get(
                    palettes.has(left.project().palette()) ? left.project().palette() : "landscape")
                .paint(left.project().layout())
            : left.project().pictures().getFirst().image();
    return image.resized(WIDTH, Math.max(1, image.height() * WIDTH / image.width()));
  }
}
