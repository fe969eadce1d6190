package io.tessera.app.controls;

import atlantafx.base.theme.Styles;
import io.tessera.api.image.RgbImage;
import java.util.Locale;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.property.Property;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Toggle;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** Rows, sections, sliders and segmented choices that look alike everywhere. */
public final class Forms {
  private Forms() {}

  /** A name and its control. */
  public static HBox row(String title, Node control) {
    Label label = new Label(title);
    label.getStyleClass().add("row-title");
    label.setLabelFor(control);
    HBox.setHgrow(control, Priority.ALWAYS);
    HBox row = new HBox(8, label, control);
    row.setAlignment(Pos.CENTER_LEFT);
    return row;
  }

  /** A heading, something at its right, and what it is about. */
  public static VBox section(String title, Node aside, Node content) {
    Label name = new Label(title.toUpperCase(Locale.ROOT));
    name.getStyleClass().add("section-title");
    HBox head = new HBox(name, spacer(), aside);
    head.setAlignment(Pos.CENTER_LEFT);
    VBox section = new VBox(8, head, content);
    section.getStyleClass().add("section");
    return section;
  }

  public static Region spacer() {
    Region spacer = new Region();
    HBox.setHgrow(spacer, Priority.ALWAYS);
    return spacer;
  }

  /**
   * A slider and its value.
   *
   * @param name what screen readers and the tooltip say
   * @param format of the value, as {@link String#format}
   */
  public static HBox slider(
      String id, String name, Property<Number> value, double min, double max, String format) {
    Slider slider = new Slider(min, max, value.getValue().doubleValue());
    slider.setId(id);
    slider.getStyleClass().add(Styles.SMALL);
    slider.setAccessibleText(name);
    slider.setTooltip(new Tooltip(name));
    slider.valueProperty().bindBidirectional(value);
    Label number = new Label();
    number.getStyleClass().add("number");
    number
        .textProperty()
        .bind(
            Bindings.createStringBinding(
                () -> String.format(Locale.ROOT, format, value.getValue().doubleValue()), value));
    HBox.setHgrow(slider, Priority.ALWAYS);
    HBox box = new HBox(8, slider, number);
    box.setAlignment(Pos.CENTER_LEFT);
    return box;
  }

  /**
   * One of a few choices, as buttons side by side.
   *
   * @param id prefix of the buttons' ids
   * @param key end of a choice's id
   * @param hint tooltip of a choice
   */
  public static <T> HBox segments(
      String id,
      T[] choices,
      Property<T> value,
      Function<T, String> title,
      Function<T, String> hint,
      Function<T, String> key) {
    ToggleGroup group = new ToggleGroup();
    HBox box = new HBox();
    box.setId(id);
    for (int i = 0; i < choices.length; i++) {
      ToggleButton button = new ToggleButton(title.apply(choices[i]));
      button.setId(id + "-" + key.apply(choices[i]));
      button.setToggleGroup(group);
      button.setUserData(choices[i]);
      button.setMaxWidth(Double.MAX_VALUE);
      button.setTooltip(new Tooltip(hint.apply(choices[i])));
      button
          .getStyleClass()
          .addAll(
              Styles.SMALL,
              i == 0
                  ? Styles.LEFT_PILL
                  : i == choices.length - 1 ? Styles.RIGHT_PILL : Styles.CENTER_PILL);
      HBox.setHgrow(button, Priority.ALWAYS);
      box.getChildren().add(button);
    }
    group
        .selectedToggleProperty()
        .subscribe(
            (before, now) -> {
              if (now == null) {
                group.selectToggle(before); // one is always chosen
              } else {
                choose(value, choices, now);
              }
            });
    Runnable follow =
        () ->
            group.getToggles().stream()
                .filter(t -> t.getUserData().equals(value.getValue()))
                .forEach(group::selectToggle);
    value.addListener((o, before, now) -> follow.run());
    follow.run();
    return box;
  }

  private static <T> void choose(Property<T> value, T[] choices, Toggle now) {
    for (T choice : choices) {
      if (choice.equals(now.getUserData())) {
        value.setValue(choice);
      }
    }
  }

  /** A small button that shows an icon only. */
  public static <B extends ButtonBase> B icon(B button, String id, String icon, String name) {
    button.setId(id);
    button.setGraphic(new FontIcon(icon));
    button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
    button.setAccessibleText(name);
    button.setTooltip(new Tooltip(name));
    return button;
  }

  /** A picture of the screen, over white where it is clear. */
  public static RgbImage pixels(javafx.scene.image.Image image) {
    int w = (int) image.getWidth();
    int h = (int) image.getHeight();
    int[] argb = new int[w * h];
    image.getPixelReader().getPixels(0, 0, w, h, PixelFormat.getIntArgbInstance(), argb, 0, w);
    byte[] rgb = new byte[w * h * 3];
    for (int i = 0; i < argb.length; i++) {
      int alpha = argb[i] >>> 24;
      for (int c = 0; c < 3; c++) {
        int value = argb[i] >> 16 - 8 * c & 255;
        rgb[3 * i + c] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
      }
    }
    return new RgbImage(w, h, rgb);
  }

  /** A picture for the screen. */
  public static WritableImage image(RgbImage picture) {
    WritableImage out = new WritableImage(picture.width(), picture.height());
    out.getPixelWriter()
        .setPixels(
            0,
            0,
            picture.width(),
            picture.height(),
            PixelFormat.getByteRgbInstance(),
            picture.rgb(),
            0,
            picture.width() * 3);
    return out;
  }
}
