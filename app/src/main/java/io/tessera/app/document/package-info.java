/** The layout that is painted, and its history. */
@NullMarked
package io.tessera.app.document;

import org.jspecify.annotations.NullMarked;
