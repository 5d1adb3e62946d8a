package dev.winnow.app.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the text of a scalar into the type of its setting. */
final class Scalars {
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Scalars() {}

    /** The text is not of the type; the message says what is required. */
    static final class WrongType extends Exception {
        private static final long serialVersionUID = 1L;

        WrongType(String required) {
            super(required);
        }
    }

    static Object convert(Class<?> type, Node.Scalar scalar) throws WrongType {
        String text = scalar.text();
        boolean isLoose = scalar.shape() == Node.Shape.ANY;
        if (type == String.class) {
            return text;
        }
        if (type == int.class || type == Integer.class) {
            return (int) whole(scalar, isLoose, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class || type == Long.class) {
            return whole(scalar, isLoose, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == short.class || type == Short.class) {
            return (short) whole(scalar, isLoose, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type == double.class || type == Double.class) {
            return number(scalar, isLoose);
        }
        if (type == float.class || type == Float.class) {
            return (float) number(scalar, isLoose);
        }
        if (type == boolean.class || type == Boolean.class) {
            if ((isLoose || scalar.shape() == Node.Shape.BOOLEAN)) {
                if (text.equalsIgnoreCase("true")) {
                    return true;
                }
                if (text.equalsIgnoreCase("false")) {
                    return false;
                }
            }
            throw new WrongType("must be true or false");
        }
        if (type.isEnum()) {
            return enumConstant(type, text);
        }
        if (type == Path.class) {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new WrongType("must be a path");
            }
        }
        if (type == Duration.class) {
            return duration(text);
        }
        return parsed(type, text);
    }

    private static long whole(Node.Scalar scalar, boolean isLoose, long least, long most) throws WrongType {
        if (isLoose || scalar.shape() == Node.Shape.NUMBER) {
            try {
                BigInteger value = new BigInteger(scalar.text().replace("_", ""));
                if (value.bitLength() < 64 && value.longValue() >= least && value.longValue() <= most) {
                    return value.longValue();
                }
            } catch (NumberFormatException e) {
                throw new WrongType("must be a whole number");
            }
            throw new WrongType("must be a whole number between " + least + " and " + most);
        }
        throw new WrongType("must be a whole number");
    }

    private static double number(Node.Scalar scalar, boolean isLoose) throws WrongType {
        if (isLoose || scalar.shape() == Node.Shape.NUMBER) {
            try {
                double value = new BigDecimal(scalar.text().replace("_", "")).doubleValue();
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw new WrongType("must be a number");
            }
        }
        throw new WrongType("must be a number");
    }

    private static Object enumConstant(Class<?> type, String text) throws WrongType {
        String wanted = text.replace('-', '_').toUpperCase(Locale.ROOT);
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(wanted)) {
                return constant;
            }
        }
        Optional<String> near = NearWord.of(text, SettingTypes.enumTexts(type));
        throw new WrongType("must be one of " + String.join(", ", SettingTypes.enumTexts(type))
                + near.map(word -> " (did you mean " + word + "?)").orElse(""));
    }

    private static Duration duration(String text) throws WrongType {
        Matcher matcher = SHORT_DURATION.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new WrongType("must be a duration such as 500ms, 30s, 15m, 24h, 7d or PT15M");
        }
    }

    /** Types with a static {@code parse(CharSequence)} or {@code of(String)}, as those of java.time. */
    private static Object parsed(Class<?> type, String text) throws WrongType {
        Method factory = null;
        try {
            factory = type.getMethod("parse", CharSequence.class);
        } catch (NoSuchMethodException e) {
            try {
                factory = type.getMethod("of", String.class);
            } catch (NoSuchMethodException neither) {
                throw new IllegalStateException("a setting cannot have the type " + type.getName(), neither);
            }
        }
        try {
            return factory.invoke(null, text);
        } catch (InvocationTargetException e) {
            throw new WrongType("must be a " + type.getSimpleName());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a message says that the value must be. */
    static String requirement(Class<?> type) {
        String name = name(type);
        return type.isEnum() ? "one of " + name : name.startsWith("true") ? name : "a " + name;
    }

    /** What the documentation calls the type. */
    static String name(Class<?> type) {
        if (type == int.class
                || type == long.class
                || type == short.class
                || type == Integer.class
                || type == Long.class) {
            return "whole number";
        }
        if (type == double.class || type == float.class || type == Double.class || type == Float.class) {
            return "number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return String.join(", ", SettingTypes.enumTexts(type));
        }
        if (type == Path.class) {
            return "path";
        }
        if (type == Declaration.class) {
            return "path of a file, or its text";
        }
        if (type == Secret.class) {
            return "path of a file with the secret";
        }
        if (type == String.class) {
            return "text";
        }
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
