/** Opening and saving of layouts and pictures. */
@NullMarked
package io.tessera.app.export;

import org.jspecify.annotations.NullMarked;
