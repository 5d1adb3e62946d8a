@NullMarked
package dev.winnow.app.run.local;

import org.jspecify.annotations.NullMarked;
