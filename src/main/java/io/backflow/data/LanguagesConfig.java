package io.backflow.data;

import io.backflow.data.internal.language.LanguageData;
import io.backflow.data.internal.sequence.SequenceData;
import io.backflow.setting.TypeName;

/** Language identification on names from the JDK's own locale data, see {@link LanguageData}; nothing to choose. */
@TypeName("languages")
public record LanguagesConfig() implements DataConfig {

    @Override
    public SequenceData open(DataEnvironment environment) {
        return LanguageData.load();
    }
}
