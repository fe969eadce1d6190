package io.tessera.app.render;

import atlantafx.base.theme.Styles;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** What waits for the engine: moved up and down, taken out one by one or all at once. */
public final class QueuePanel extends VBox {
  private final RenderViewModel model;
  private final Texts texts;
  private final VBox rows = new VBox(2);

  public QueuePanel(RenderViewModel model, Texts texts) {
    super(6);
    this.model = model;
    this.texts = texts;
    setId("queue");
    Button all = new Button(texts.get("queue.cancel-all"));
    all.setId("cancel-all-button");
    all.getStyleClass().add(Styles.SMALL);
    all.setOnAction(e -> model.cancelAll());
    getChildren().addAll(rows, all);
    model.queue().addListener((ListChangeListener<RenderJob>) c -> fill());
    fill();
  }

  /** Whether anything waits. */
  public BooleanBinding isWorthShowing() {
    return Bindings.isNotEmpty(model.queue());
  }

  private void fill() {
    rows.getChildren().clear();
    for (RenderJob job : model.queue()) {
      rows.getChildren().add(row(job));
    }
  }

  private Node row(RenderJob job) {
    Label name =
        new Label(
            texts.get(
                "queue.job",
                Long.toString(job.number()),
                Long.toString(job.request().seed()),
                job.request().width() + " × " + job.request().height()));
    Button up =
        Forms.icon(
            new Button(), "queue-up-" + job.number(), "fth-chevron-up", texts.get("queue.up"));
    up.setOnAction(e -> model.move(job, true));
    Button down =
        Forms.icon(
            new Button(),
            "queue-down-" + job.number(),
            "fth-chevron-down",
            texts.get("queue.down"));
    down.setOnAction(e -> model.move(job, false));
    Button out =
        Forms.icon(new Button(), "queue-out-" + job.number(), "fth-x", texts.get("queue.remove"));
    out.setOnAction(e -> model.remove(job));
    HBox row = new HBox(name, Forms.spacer(), up, down, out);
    row.setAlignment(Pos.CENTER_LEFT);
    return row;
  }
}
