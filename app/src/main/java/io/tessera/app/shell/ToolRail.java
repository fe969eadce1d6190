package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.ConditionKind;
import io.tessera.app.canvas.ActiveLayer;
import io.tessera.app.canvas.Tool;
import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The tools, one of them in hand. */
final class ToolRail extends VBox {
  private static final PseudoClass LOW = PseudoClass.getPseudoClass("low");

  /** Height in which the tools of any model find room in their usual size. */
  private static final double ROOM_FOR_ALL = 620;

  ToolRail(ShellViewModel shell, Actions actions) {
    getStyleClass().add("tool-rail");
    setMinHeight(0); // a low window would else lose its upper and lower borders
    heightProperty().subscribe(h -> pseudoClassStateChanged(LOW, h.doubleValue() < ROOM_FOR_ALL));
    ToggleGroup group = new ToggleGroup();
    List<Tool> tools = List.of(Tool.values());
    for (int i = 0; i < tools.size(); i++) {
      Tool tool = tools.get(i);
      ToggleButton button = new ToggleButton(null, new FontIcon(actions.tools().get(i).icon()));
      TopBar.dress(button, actions.tools().get(i));
      button.getStyleClass().addAll(Styles.BUTTON_ICON, "tool");
      button.setToggleGroup(group);
      // A tool stays in hand when it is clicked again.
      button.setOnAction(
          e -> {
            actions.tools().get(tool.ordinal()).perform();
            button.setSelected(true);
          });
      shell.canvas().toolProperty().subscribe(t -> button.setSelected(t == tool));
      switch (tool) {
        case GRADIENT -> ForInput.only(shell, ConditionKind::isGradual, button);
        case POSE -> ForInput.only(shell, ConditionKind.POSE, button);
        case BOX -> ForInput.only(shell, ConditionKind.BOXES, button);
        default -> {} // of use for every model
      }
      getChildren().add(button);
    }
    ToggleButton mask = new ToggleButton(null, new FontIcon("fth-layers"));
    TopBar.dress(mask, actions.get("swap-layer"));
    mask.getStyleClass().addAll(Styles.BUTTON_ICON, "tool");
    mask.setOnAction(e -> actions.get("swap-layer").perform());
    shell.canvas().activeProperty().subscribe(a -> mask.setSelected(a == ActiveLayer.MASK));
    getChildren().add(mask);
    Region spacer = new Region();
    VBox.setVgrow(spacer, Priority.ALWAYS);
    Button help = TopBar.button(actions.get("help"), false);
    getChildren().addAll(spacer, help);
  }
}
