package io.tessera.app.inputs;

import atlantafx.base.controls.CustomTextField;
import io.tessera.app.text.Texts;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javafx.beans.property.IntegerProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.transformation.FilteredList;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** One of the classes that a model knows, found by name or number. */
public final class ClassPanel extends VBox {
  private static final int IMAGENET = 1000;

  private final ObservableList<Integer> classes = FXCollections.observableArrayList();
  private final FilteredList<Integer> shown = new FilteredList<>(classes);
  private final ListView<Integer> list = new ListView<>(shown);
  private final List<String> names;
  private final Texts texts;

  /**
   * @param count how many classes the model knows
   * @param chosen number of the class
   * @param names of ImageNet's classes, for models that know as many
   */
  public ClassPanel(
      ObservableValue<Integer> count, IntegerProperty chosen, List<String> names, Texts texts) {
    super(8);
    this.names = names;
    this.texts = texts;
    setId("class-panel");
    CustomTextField search = new CustomTextField();
    search.setId("class-search");
    search.setLeft(new FontIcon("fth-search"));
    search.setPromptText(texts.get("class.search"));
    search.setAccessibleText(texts.get("class.search"));
    search
        .textProperty()
        .subscribe(
            text -> {
              String wanted = text.toLowerCase(Locale.ROOT).strip();
              shown.setPredicate(
                  n -> wanted.isEmpty() || name(n).toLowerCase(Locale.ROOT).contains(wanted));
            });
    list.setId("classes");
    list.setPrefHeight(220);
    list.setPlaceholder(new Label(texts.get("class.none")));
    list.setAccessibleText(texts.get("panel.class"));
    list.setCellFactory(
        view ->
            new ListCell<>() {
              @Override
              protected void updateItem(@Nullable Integer n, boolean empty) {
                super.updateItem(n, empty);
                setText(n == null || empty ? null : name(n));
              }
            });
    list.getSelectionModel()
        .selectedItemProperty()
        .subscribe(
            n -> {
              if (n != null) {
                chosen.set(n);
              }
            });
    count.subscribe(n -> fill(n, chosen));
    chosen.subscribe(n -> select(n.intValue()));
    getChildren().addAll(search, list);
  }

  private void fill(int count, IntegerProperty chosen) {
    int kept = chosen.get();
    classes.setAll(IntStream.range(0, count).boxed().toList());
    chosen.set(kept < count ? kept : 0);
    select(chosen.get());
  }

  private void select(int n) {
    Integer now = list.getSelectionModel().getSelectedItem();
    if ((now == null || now != n) && shown.contains(n)) {
      list.getSelectionModel().select(Integer.valueOf(n));
      list.scrollTo(Integer.valueOf(n));
    }
  }

  private String name(int n) {
    return classes.size() == IMAGENET && names.size() == IMAGENET
        ? n + "  " + names.get(n)
        : texts.get("class.number", n);
  }
}
