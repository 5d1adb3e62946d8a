@NullMarked
package dev.winnow.app.shell;

import org.jspecify.annotations.NullMarked;
