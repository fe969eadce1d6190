/** The window, its actions, and the one place where everything is put together. */
@NullMarked
package io.tessera.app.shell;

import org.jspecify.annotations.NullMarked;
