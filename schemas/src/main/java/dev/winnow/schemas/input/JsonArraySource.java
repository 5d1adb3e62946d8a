package dev.winnow.schemas.input;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Elements of one JSON array, streamed; mutable, one owner. The opening bracket has been read.
 *
 * <p>Elements are told apart by brackets and strings only; whether an element is valid is for its decoding to say. An
 * element that is wrong inside its brackets ({@code {"a":tru}}) therefore costs nothing but itself. Where brackets or
 * quotes themselves are wrong, the fault is noticed at the first thing that no JSON allows:
 *
 * <ul>
 *   <li>a key position that holds an opening brace (the closing one before it is missing): the next element starts there;
 *   <li>a value behind a value, a bracket that closes another kind, a line break within a string: reading goes on to the
 *       next <code>}</code>, comma, <code>{</code>, and the next element starts at that brace.
 * </ul>
 *
 * <p>The second rule may start inside a nested list of the broken element and so yield pieces of it: more dead letters,
 * but no element behind it is lost. Elements without a comma between them are told apart as well, and whatever follows the
 * closing bracket is yielded too.
 */
final class JsonArraySource implements RecordSplitter.Source {
    /** Deeper nesting than any limit of the options allows; counted as a broken element from there on. */
    private static final int MAX_DEPTH = 4_096;

    /** What stood last, outside strings and blanks. */
    private enum Last {
        NOTHING,
        VALUE,
        LITERAL,
        COMMA,
        COLON
    }

    private final ByteSource in;
    private final BoundedBytes element;

    /** True where the open bracket is an object's. */
    private boolean[] objects = new boolean[16];

    private int depth;
    private Last last = Last.NOTHING;

    /** In a broken element: 0, 1 behind a closing brace, 2 behind a comma after it. */
    private int resync;

    private boolean broken;

    JsonArraySource(ByteSource in, int maxRecordBytes) {
        this.in = in;
        this.element = new BoundedBytes(maxRecordBytes + 1);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        element.clear();
        depth = 0;
        last = Last.NOTHING;
        broken = false;
        resync = 0;
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (take(c)) {
                element.trimEnd(broken);
                if (element.length() > 0) {
                    return element.copy();
                }
                broken = false;
                last = Last.NOTHING;
            }
        }
        element.trimEnd(false);
        return element.length() == 0 ? null : element.copy();
    }

    /** Takes one byte outside strings; true if an element ended before it. */
    private boolean take(int c) throws IOException {
        if (BoundedBytes.isSpace(c)) {
            if (element.length() > 0) {
                element.append(c);
            }
            return false;
        }
        if (broken) {
            return takeBroken(c);
        }
        switch (c) {
            case '"' -> {
                if (last == Last.VALUE || last == Last.LITERAL) {
                    fault(c);
                } else {
                    string();
                }
            }
            case '{', '[' -> {
                return open(c);
            }
            case '}', ']' -> {
                return close(c);
            }
            case ',' -> {
                if (depth == 0) {
                    return true;
                }
                element.append(c);
                last = Last.COMMA;
            }
            case ':' -> {
                element.append(c);
                last = Last.COLON;
            }
            default -> {
                if (last == Last.VALUE) {
                    fault(c);
                } else {
                    element.append(c);
                    last = Last.LITERAL;
                }
            }
        }
        return false;
    }

    private boolean open(int c) {
        boolean behindValue = last == Last.VALUE || last == Last.LITERAL;
        boolean keyExpected = depth > 0 && objects[depth - 1] && last == Last.COMMA;
        if (c == '{' && (keyExpected || (depth == 0 && behindValue))) {
            // Only a new element can stand here.
            broken = keyExpected;
            in.unread(new byte[] {'{'}, 0, 1);
            return true;
        }
        if (behindValue || keyExpected || depth == MAX_DEPTH) {
            fault(c);
            return false;
        }
        if (depth == objects.length) {
            objects = Arrays.copyOf(objects, depth * 2);
        }
        objects[depth++] = c == '{';
        element.append(c);
        last = Last.NOTHING;
        return false;
    }

    private boolean close(int c) {
        if (depth == 0) {
            if (c == ']') {
                // The array's end; should anything follow, it is read as further elements.
                return true;
            }
            fault(c);
            resync = 1;
            return false;
        }
        if (objects[depth - 1] != (c == '}')) {
            fault(c);
            resync = c == '}' ? 1 : 0;
            return false;
        }
        depth--;
        element.append(c);
        last = Last.VALUE;
        return false;
    }

    private void fault(int c) {
        element.append(c);
        broken = true;
        resync = 0;
    }

    private boolean takeBroken(int c) {
        if (c == '{' && resync == 2) {
            in.unread(new byte[] {'{'}, 0, 1);
            return true;
        }
        element.append(c);
        if (c == '}') {
            resync = 1;
        } else {
            resync = c == ',' && resync == 1 ? 2 : 0;
        }
        return false;
    }

    /** Takes a string from its opening quote to its closing one, or to the line break that no string may hold. */
    private void string() throws IOException {
        element.append('"');
        boolean escaped = false;
        for (int c = in.read(); c >= 0; c = in.read()) {
            element.append(c);
            if (c == '\n') {
                broken = true;
                resync = 0;
                return;
            }
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                last = Last.VALUE;
                return;
            }
        }
    }
}
