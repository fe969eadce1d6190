package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.layout.Background;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

/** Names for screen readers and contrast (WCAG 2.1 AA, 1.4.3) of everything in the window. */
class AccessibilityTest extends StudioCase {
  @Start
  void start(Stage stage) {
    open(stage);
  }

  /** Least contrast of text, and of text that is large or bold. */
  private static final double TEXT = 4.5;

  private static final double LARGE = 3;

  private static void walk(Node node, List<Node> all) {
    if (!node.isVisible()) {
      return;
    }
    all.add(node);
    if (node instanceof Parent p) {
      p.getChildrenUnmodifiable().forEach(child -> walk(child, all));
    }
  }

  private List<Node> all() {
    List<Node> all = new ArrayList<>();
    walk(studio.view(), all);
    return all;
  }

  @Test
  void everyControlThatTakesTheKeyboardHasAName(FxRobot robot) {
    robot.interact(
        () -> {
          List<String> nameless = new ArrayList<>();
          int controls = 0;
          for (Node n : all()) {
            if (n instanceof Control c && c.isFocusTraversable() && c.getId() != null) {
              controls++;
              boolean named =
                  c.getAccessibleText() != null && !c.getAccessibleText().isBlank()
                      || c instanceof Labeled l && l.getText() != null && !l.getText().isBlank();
              if (!named) {
                nameless.add(c.getId());
              }
            }
          }
          assertThat(controls).isGreaterThan(50);
          assertThat(nameless).isEmpty();
        });
  }

  @Test
  void textsStandOutInBothThemes(FxRobot robot) {
    for (boolean dark : new boolean[] {true, false}) {
      robot.interact(() -> studio.viewModel().appearance().darkProperty().set(dark));
      WaitForAsyncUtils.waitForFxEvents();
      robot.interact(
          () -> {
            studio.view().applyCss();
            List<String> faint = new ArrayList<>();
            int checked = 0;
            for (Node n : all()) {
              if (n instanceof Labeled l
                  && !isDisabled(l)
                  && l.getText() != null
                  && !l.getText().isBlank()
                  && l.getTextFill() instanceof Color ink) {
                Color paper = paper(l);
                double contrast = contrast(over(ink, paper), paper);
                boolean large = l.getFont().getSize() >= 18.5 || isBold(l);
                checked++;
                if (contrast < (large ? LARGE : TEXT)) {
                  faint.add("%s '%s' %.2f".formatted(l.getId(), l.getText(), contrast));
                }
              }
            }
            assertThat(checked).isGreaterThan(50);
            assertThat(faint).as(dark ? "dark" : "light").isEmpty();
          });
    }
  }

  private static boolean isDisabled(Node n) {
    return n.isDisabled() || n.getOpacity() < 1;
  }

  private static boolean isBold(Labeled l) {
    return l instanceof Label
        && l.getFont().getStyle().contains("Bold")
        && l.getFont().getSize() >= 14;
  }

  /** The colour behind a node: backgrounds of its parents, the nearest on top. */
  private static Color paper(Node node) {
    List<Color> layers = new ArrayList<>();
    for (Node n = node; n != null; n = n.getParent()) {
      Background b = n instanceof Region r ? r.getBackground() : null;
      if (b != null) {
        List<BackgroundFill> fills = b.getFills();
        for (int i = fills.size() - 1; i >= 0; i--) {
          if (fills.get(i).getFill() instanceof Color c && c.getOpacity() > 0) {
            layers.add(c);
            if (c.isOpaque()) {
              return flatten(layers);
            }
          }
        }
      }
    }
    layers.add(Color.WHITE);
    return flatten(layers);
  }

  private static Color flatten(List<Color> layers) {
    Color result = layers.getLast();
    for (int i = layers.size() - 2; i >= 0; i--) {
      result = over(layers.get(i), result);
    }
    return result;
  }

  private static Color over(Color top, Color below) {
    double a = top.getOpacity();
    return Color.color(
        top.getRed() * a + below.getRed() * (1 - a),
        top.getGreen() * a + below.getGreen() * (1 - a),
        top.getBlue() * a + below.getBlue() * (1 - a));
  }

  private static double contrast(Color a, Color b) {
    double x = luminance(a);
    double y = luminance(b);
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  }

  private static double luminance(Color c) {
    return 0.2126 * linear(c.getRed())
        + 0.7152 * linear(c.getGreen())
        + 0.0722 * linear(c.getBlue());
  }

  private static double linear(double v) {
    return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }
}
