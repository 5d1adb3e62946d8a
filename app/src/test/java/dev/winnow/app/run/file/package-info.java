@NullMarked
package dev.winnow.app.run.file;

import org.jspecify.annotations.NullMarked;
