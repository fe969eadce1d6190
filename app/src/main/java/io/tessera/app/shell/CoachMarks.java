package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.text.Texts;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.controlsfx.control.PopOver;
import org.controlsfx.control.PopOver.ArrowLocation;

/** Three bubbles, one after the other, beside what they speak of. */
final class CoachMarks {
  private record Mark(String key, String target, ArrowLocation arrow) {}

  private static final List<Mark> MARKS =
      List.of(
          new Mark("coach.material", "#palette-search", ArrowLocation.RIGHT_TOP),
          new Mark("coach.paint", "#tool-brush", ArrowLocation.LEFT_TOP),
          new Mark("coach.render", "#render", ArrowLocation.TOP_RIGHT));

  private final Parent root;
  private final Texts texts;

  CoachMarks(Parent root, Texts texts) {
    this.root = root;
    this.texts = texts;
  }

  void show() {
    show(0);
  }

  private void show(int index) {
    if (index >= MARKS.size()) {
      return;
    }
    Mark mark = MARKS.get(index);
    Node target = root.lookup(mark.target);
    if (target == null || !target.isVisible()) {
      show(index + 1);
      return;
    }
    Label text = new Label(texts.get(mark.key));
    text.setWrapText(true);
    text.setMaxWidth(260);
    Label count = new Label((index + 1) + " / " + MARKS.size());
    count.getStyleClass().add("hint");
    boolean last = index == MARKS.size() - 1;
    Button next = new Button(texts.get(last ? "coach.done" : "coach.next"));
    next.setId("coach-next");
    next.getStyleClass().addAll(Styles.SMALL, Styles.ACCENT);
    Region spacer = new Region();
    HBox.setHgrow(spacer, Priority.ALWAYS);
    HBox foot = new HBox(8, count, spacer, next);
    foot.setAlignment(Pos.CENTER_LEFT);
    VBox box = new VBox(10, text, foot);
    box.getStyleClass().add("coach");
    PopOver bubble = new PopOver(box);
    bubble.setAnimated(false);
    bubble.setArrowLocation(mark.arrow);
    bubble.setTitle(texts.get("coach.title"));
    next.setOnAction(
        e -> {
          bubble.hide();
          show(index + 1);
        });
    bubble.show(target);
    next.requestFocus();
  }
}
