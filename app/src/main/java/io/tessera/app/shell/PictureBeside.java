package io.tessera.app.shell;

import io.tessera.app.canvas.CanvasView;
import io.tessera.app.canvas.CanvasViewModel;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Rectangle;

/** The picture in a pane of its own, beside the layout, the same part of it at the same zoom. */
final class PictureBeside extends Pane {
  PictureBeside(CanvasViewModel model, CanvasView view, String description) {
    setId("picture-beside");
    getStyleClass().add("canvas-view");
    setAccessibleText(description);
    ImageView picture = new ImageView();
    picture.imageProperty().bind(model.pictureImageProperty());
    picture.getTransforms().addAll(view.transforms());
    picture.setManaged(false);
    Rectangle clip = new Rectangle();
    clip.widthProperty().bind(widthProperty());
    clip.heightProperty().bind(heightProperty());
    setClip(clip);
    getChildren().add(picture);
    setMinSize(0, 0);
    visibleProperty().bind(model.besideProperty());
    managedProperty().bind(visibleProperty());
  }
}
