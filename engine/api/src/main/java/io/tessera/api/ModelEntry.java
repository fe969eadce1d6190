package io.tessera.api;

import java.nio.file.Path;

/**
 * A model that can be chosen.
 *
 * @param name as it is given to an {@link Engine}
 * @param folder where its files lie
 */
public record ModelEntry(String name, Path folder) {}
