package io.backflow.data.internal.source;

import java.net.URI;
import java.util.List;

/** The published data sets that Backflow knows by name; a new text is one more line here. */
public final class Catalogue {

    /** Texts for character-level language modelling, one UTF-8 file each. */
    private static final List<RemoteFile> TEXTS = List.of(
            // 40,000 lines of Shakespeare's plays, 65 distinct characters; public domain.
            new RemoteFile(
                    "tinyshakespeare",
                    "input.txt",
                    URI.create(
                            "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"),
                    1_115_394,
                    "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"));

    private Catalogue() {}

    /** Returns the names of all texts. */
    public static List<String> textNames() {
        return TEXTS.stream().map(RemoteFile::dataset).toList();
    }

    /**
     * Returns the text of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RemoteFile text(String name) {
        return TEXTS.stream()
                .filter(text -> text.dataset().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such text: " + name));
    }
}
