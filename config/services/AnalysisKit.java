package kiln.elasticsearch;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterIterator;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.path.PathHierarchyTokenizer;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.PreBuiltAnalyzerProviderFactory;
import org.elasticsearch.index.analysis.PreConfiguredCharFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.indices.analysis.PreBuiltCacheFactory.CachingStrategy;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * Gives the minimal Elasticsearch distribution the analysis components that a shop's index uses.
 *
 * <p>The minimal distribution carries Lucene's analysis classes, but not the module that names them. Names, settings
 * and defaults here are those of the full server, so one set of index settings serves both. What the kit does not
 * know it refuses when the index is created; it never analyses differently in silence.
 */
public final class AnalysisKit extends Plugin implements AnalysisPlugin {

    // ---------------------------------------------------------------- token filters

    /** Reads a filter's settings once and answers how to wrap a stream; both arguments are null for the built-in form. */
    private interface FilterRecipe {
        UnaryOperator<TokenStream> read(Settings settings, IndexSettings index, Environment environment);
    }

    /** Filters that give the same token for every spelling, and so may stand in a normalizer. */
    private static final Map<String, FilterRecipe> FOLDING = Map.of(
        "asciifolding", (s, i, e) -> in -> new ASCIIFoldingFilter(in, s.getAsBoolean("preserve_original", false)),
        "cjk_width", (s, i, e) -> CJKWidthFilter::new,
        "decimal_digit", (s, i, e) -> DecimalDigitFilter::new,
        "trim", (s, i, e) -> TrimFilter::new,
        "uppercase", (s, i, e) -> UpperCaseFilter::new
    );

    /** Filters that keep one token per word: fit for the rules of a synonym filter behind them. */
    private static final Map<String, FilterRecipe> PLAIN = Map.of(
        "flatten_graph", (s, i, e) -> FlattenGraphFilter::new,
        "kstem", (s, i, e) -> KStemFilter::new,
        "length", (s, i, e) -> in -> new LengthFilter(in, s.getAsInt("min", 0), s.getAsInt("max", Integer.MAX_VALUE)),
        "porter_stem", (s, i, e) -> PorterStemFilter::new,
        "remove_duplicates", (s, i, e) -> RemoveDuplicatesTokenFilter::new,
        "reverse", (s, i, e) -> ReverseStringFilter::new,
        "stemmer", (s, i, e) -> stemmer(s.get("language", s.get("name", "porter"))),
        "truncate", (s, i, e) -> in -> new TruncateTokenFilter(in, s.getAsInt("length", 10))
    );

    /** Filters that cut or multiply words: the full server refuses them in front of a synonym filter, and so do we. */
    private static final Map<String, FilterRecipe> SPLITTING = Map.of(
        "cjk_bigram", (s, i, e) -> bigrams(s),
        "edge_ngram", (s, i, e) -> edgeGrams(s),
        "ngram", AnalysisKit::grams,
        "word_delimiter_graph", AnalysisKit::wordParts
    );

    private static UnaryOperator<TokenStream> stemmer(String language) {
        return switch (language) {
            case "english", "porter" -> PorterStemFilter::new;
            case "light_english", "kstem" -> KStemFilter::new;
            case "minimal_english" -> EnglishMinimalStemFilter::new;
            case "possessive_english" -> EnglishPossessiveFilter::new;
            default -> throw new IllegalArgumentException("stemmer language [" + language + "] is not in the analysis kit");
        };
    }

    private static UnaryOperator<TokenStream> bigrams(Settings settings) {
        Map<String, Integer> scripts = Map.of(
            "han", CJKBigramFilter.HAN,
            "hiragana", CJKBigramFilter.HIRAGANA,
            "katakana", CJKBigramFilter.KATAKANA,
            "hangul", CJKBigramFilter.HANGUL
        );
        Set<String> ignored = Set.copyOf(settings.getAsList("ignored_scripts"));
        int kept = scripts.entrySet().stream().filter(s -> !ignored.contains(s.getKey())).mapToInt(Map.Entry::getValue).sum();
        boolean unigrams = settings.getAsBoolean("output_unigrams", false);
        return in -> new CJKBigramFilter(in, kept, unigrams);
    }

    private static UnaryOperator<TokenStream> edgeGrams(Settings settings) {
        refuse(settings, "side");
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        boolean original = settings.getAsBoolean("preserve_original", false);
        return in -> new EdgeNGramTokenFilter(in, min, max, original);
    }

    private static UnaryOperator<TokenStream> grams(Settings settings, IndexSettings index, Environment environment) {
        int min = settings.getAsInt("min_gram", 1);
        int max = settings.getAsInt("max_gram", 2);
        if (index != null && max - min > index.getMaxNgramDiff()) {
            throw new IllegalArgumentException(
                "max_gram - min_gram is " + (max - min) + "; [index.max_ngram_diff] allows " + index.getMaxNgramDiff()
            );
        }
        boolean original = settings.getAsBoolean("preserve_original", false);
        return in -> new NGramTokenFilter(in, min, max, original);
    }

    private static UnaryOperator<TokenStream> wordParts(Settings settings, IndexSettings index, Environment environment) {
        refuse(settings, "type_table", "type_table_path");
        int flags = flag(settings, "generate_word_parts", true, WordDelimiterGraphFilter.GENERATE_WORD_PARTS)
            | flag(settings, "generate_number_parts", true, WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS)
            | flag(settings, "catenate_words", false, WordDelimiterGraphFilter.CATENATE_WORDS)
            | flag(settings, "catenate_numbers", false, WordDelimiterGraphFilter.CATENATE_NUMBERS)
            | flag(settings, "catenate_all", false, WordDelimiterGraphFilter.CATENATE_ALL)
            | flag(settings, "preserve_original", false, WordDelimiterGraphFilter.PRESERVE_ORIGINAL)
            | flag(settings, "split_on_case_change", true, WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE)
            | flag(settings, "split_on_numerics", true, WordDelimiterGraphFilter.SPLIT_ON_NUMERICS)
            | flag(settings, "stem_english_possessive", true, WordDelimiterGraphFilter.STEM_ENGLISH_POSSESSIVE)
            | flag(settings, "ignore_keywords", false, WordDelimiterGraphFilter.IGNORE_KEYWORDS);
        boolean adjust = settings.getAsBoolean("adjust_offsets", true);
        CharArraySet whole = Analysis.getWordSet(environment, settings, "protected_words");
        return in -> new WordDelimiterGraphFilter(in, adjust, WordDelimiterIterator.DEFAULT_WORD_DELIM_TABLE, flags, whole);
    }

    private static int flag(Settings settings, String name, boolean fallback, int bit) {
        return settings.getAsBoolean(name, fallback) ? bit : 0;
    }

    private static UnaryOperator<TokenStream> replacer(Settings settings) {
        Pattern pattern = pattern(settings, null);
        String replacement = settings.get("replacement", "");
        boolean all = settings.getAsBoolean("all", true);
        return in -> new PatternReplaceFilter(in, pattern, replacement, all);
    }

    private static Pattern pattern(Settings settings, String fallback) {
        String pattern = settings.get("pattern", fallback);
        if (pattern == null) {
            throw new IllegalArgumentException("[pattern] is missing");
        }
        return Regex.compile(pattern, settings.get("flags"));
    }

    private static void refuse(Settings settings, String... names) {
        for (String name : names) {
            if (settings.hasValue(name) || settings.getAsList(name).isEmpty() == false) {
                throw new IllegalArgumentException("[" + name + "] is not in the analysis kit");
            }
        }
    }

    /** A filter behind which synonym rules may be read, or which refuses that. */
    private record Filter(String name, UnaryOperator<TokenStream> wrap, boolean splits) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream input) {
            return wrap.apply(input);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            if (splits) {
                throw new IllegalArgumentException("Token filter [" + name + "] cannot be used to parse synonyms");
            }
            return this;
        }
    }

    private record Folding(String name, UnaryOperator<TokenStream> wrap) implements NormalizingTokenFilterFactory {
        @Override
        public TokenStream create(TokenStream input) {
            return wrap.apply(input);
        }
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> all = new TreeMap<>();
        FOLDING.forEach((type, recipe) -> all.put(type, (i, e, name, s) -> new Folding(name, recipe.read(s, i, e))));
        PLAIN.forEach((type, recipe) -> all.put(type, (i, e, name, s) -> new Filter(name, recipe.read(s, i, e), false)));
        SPLITTING.forEach((type, recipe) -> all.put(type, (i, e, name, s) -> new Filter(name, recipe.read(s, i, e), true)));
        all.put("pattern_replace", configured((i, e, name, s) -> new Folding(name, replacer(s))));
        all.put("synonym", configured((i, e, name, s) -> new Synonyms(name, s, AnalysisKit::flatSynonyms)));
        all.put("synonym_graph", configured((i, e, name, s) -> new Synonyms(name, s, AnalysisKit::graphSynonyms)));
        return all;
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(FOLDING, PLAIN, SPLITTING).stream()
            .flatMap(recipes -> recipes.entrySet().stream())
            .map(entry -> {
                UnaryOperator<TokenStream> wrap = entry.getValue().read(Settings.EMPTY, null, null);
                return PreConfiguredTokenFilter.singleton(entry.getKey(), FOLDING.containsKey(entry.getKey()), wrap);
            })
            .toList();
    }

    private static <T> AnalysisProvider<T> configured(AnalysisProvider<T> provider) {
        return AnalysisPlugin.requiresAnalysisSettings(provider);
    }

    // ---------------------------------------------------------------- synonyms

    private interface SynonymStream {
        TokenStream wrap(TokenStream input, SynonymMap map);
    }

    private static TokenStream graphSynonyms(TokenStream input, SynonymMap map) {
        return new SynonymGraphFilter(input, map, false);
    }

    /** The full server uses Lucene's old filter for the type "synonym", which flattens multi-word rules its own way. */
    @SuppressWarnings("deprecation")
    private static TokenStream flatSynonyms(TokenStream input, SynonymMap map) {
        return new SynonymFilter(input, map, false);
    }

    /** Synonym rules (Solr format), read with the tokenizer and filters that stand in front of them. */
    private record Synonyms(String name, Settings settings, SynonymStream stream) implements TokenFilterFactory {

        @Override
        public TokenStream create(TokenStream input) {
            throw new IllegalStateException("[" + name + "] works only as a part of an analyzer");
        }

        @Override
        public TokenFilterFactory getChainAwareTokenFilterFactory(
            IndexCreationContext context,
            TokenizerFactory tokenizer,
            List<CharFilterFactory> charFilters,
            List<TokenFilterFactory> before,
            Function<String, TokenFilterFactory> all
        ) {
            refuse(settings, "format", "synonyms_path", "synonyms_set", "updateable");
            TokenFilterFactory[] filters = before.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new);
            SynonymMap map;
            try (Analyzer analyzer = new CustomAnalyzer(tokenizer, charFilters.toArray(CharFilterFactory[]::new), filters)) {
                map = map(analyzer);
            }
            // Without a rule there is no automaton, and Lucene's filters would refuse the map.
            UnaryOperator<TokenStream> wrap = map.fst == null ? in -> in : in -> stream.wrap(in, map);
            return new Rules(name, wrap);
        }

        private SynonymMap map(Analyzer analyzer) {
            List<String> rules = settings.getAsList("synonyms");
            if (settings.getAsBoolean("lenient", false)) {
                rules = rules.stream().filter(rule -> reads(rule, analyzer)).toList();
            }
            try {
                return parse(String.join("\n", rules), analyzer);
            } catch (IOException | ParseException e) {
                throw new IllegalArgumentException("failed to build synonyms of [" + name + "]", e);
            }
        }

        private boolean reads(String rule, Analyzer analyzer) {
            try {
                parse(rule, analyzer);
                return true;
            } catch (IOException | ParseException | IllegalArgumentException e) {
                return false;
            }
        }

        private SynonymMap parse(String rules, Analyzer analyzer) throws IOException, ParseException {
            SolrSynonymParser parser = new SolrSynonymParser(true, settings.getAsBoolean("expand", true), analyzer);
            parser.parse(new StringReader(rules));
            return parser.build();
        }
    }

    /** Synonyms with their rules read; a second synonym filter behind them reads its own rules as if they were not there. */
    private record Rules(String name, UnaryOperator<TokenStream> wrap) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream input) {
            return wrap.apply(input);
        }

        @Override
        public TokenFilterFactory getSynonymFilter() {
            return IDENTITY_FILTER;
        }
    }

    // ---------------------------------------------------------------- tokenizers

    private static final Map<String, Function<Settings, Tokenizer>> TOKENIZERS = Map.of(
        "keyword", s -> new KeywordTokenizer(s.getAsInt("buffer_size", 256)),
        "letter", s -> new LetterTokenizer(),
        "path_hierarchy", s -> paths(s),
        "pattern", s -> new PatternTokenizer(pattern(s, "\\W+"), s.getAsInt("group", -1)),
        "uax_url_email", s -> new UAX29URLEmailTokenizer(),
        "whitespace", s -> new WhitespaceTokenizer()
    );

    private static Tokenizer paths(Settings settings) {
        refuse(settings, "reverse");
        char delimiter = settings.get("delimiter", "/").charAt(0);
        char replacement = settings.get("replacement", String.valueOf(delimiter)).charAt(0);
        return new PathHierarchyTokenizer(delimiter, replacement, settings.getAsInt("skip", 0));
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        return TOKENIZERS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> (i, e, name, settings) -> {
            entry.getValue().apply(settings);  // A wrong setting shows when the index is created, not at the first document.
            return TokenizerFactory.newFactory(name, () -> entry.getValue().apply(settings));
        }));
    }

    @Override
    public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
        return TOKENIZERS.entrySet().stream()
            .map(entry -> PreConfiguredTokenizer.singleton(entry.getKey(), () -> entry.getValue().apply(Settings.EMPTY)))
            .toList();
    }

    // ---------------------------------------------------------------- character filters

    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    private record Strip(String name, Set<String> kept) implements CharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return new HTMLStripCharFilter(reader, kept);
        }
    }

    private record Replace(String name, UnaryOperator<Reader> wrap) implements NormalizingCharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return wrap.apply(reader);
        }
    }

    private static UnaryOperator<Reader> patterns(Settings settings) {
        Pattern pattern = pattern(settings, null);
        String replacement = settings.get("replacement", "");
        return reader -> new PatternReplaceCharFilter(pattern, replacement, reader);
    }

    private static UnaryOperator<Reader> mappings(Settings settings) {
        refuse(settings, "mappings_path");
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        for (String rule : settings.getAsList("mappings")) {
            List<MatchResult> sides = RULE.matcher(rule).results().limit(1).toList();
            if (sides.isEmpty()) {
                throw new IllegalArgumentException("Invalid mapping rule: [" + rule + "]");
            }
            builder.add(unescape(sides.get(0).group(1).strip()), unescape(sides.get(0).group(2).strip()));
        }
        NormalizeCharMap map = builder.build();
        return reader -> new MappingCharFilter(map, reader);
    }

    /** A rule writes a space, which would be stripped, by its escape (backslash, u, 0020). */
    private static String unescape(String side) {
        return ESCAPE.matcher(side)
            .replaceAll(found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of(
            "html_strip", (i, e, name, s) -> new Strip(name, Set.copyOf(s.getAsList("escaped_tags"))),
            "mapping", configured((i, e, name, s) -> new Replace(name, mappings(s))),
            "pattern_replace", configured((i, e, name, s) -> new Replace(name, patterns(s)))
        );
    }

    @Override
    public List<PreConfiguredCharFilter> getPreConfiguredCharFilters() {
        return List.of(PreConfiguredCharFilter.singleton("html_strip", false, HTMLStripCharFilter::new));
    }

    // ---------------------------------------------------------------- analyzers

    private static final class Ready extends AbstractIndexAnalyzerProvider<Analyzer> {
        private final Analyzer analyzer;

        Ready(String name, Settings settings, Analyzer analyzer) {
            super(name, settings);
            this.analyzer = analyzer;
        }

        @Override
        public Analyzer get() {
            return analyzer;
        }
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        return Map.of("cjk", (i, environment, name, settings) -> {
            CharArraySet stop = Analysis.parseStopWords(environment, settings, CJKAnalyzer.getDefaultStopSet());
            return new Ready(name, settings, new CJKAnalyzer(stop));
        }, "english", (i, environment, name, settings) -> {
            CharArraySet stop = Analysis.parseStopWords(environment, settings, EnglishAnalyzer.getDefaultStopSet());
            CharArraySet whole = Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET);
            return new Ready(name, settings, new EnglishAnalyzer(stop, whole));
        });
    }

    @Override
    public List<PreBuiltAnalyzerProviderFactory> getPreBuiltAnalyzerProviderFactories() {
        return List.of(
            new PreBuiltAnalyzerProviderFactory("cjk", CachingStrategy.ONE, CJKAnalyzer::new),
            new PreBuiltAnalyzerProviderFactory("english", CachingStrategy.ONE, EnglishAnalyzer::new)
        );
    }
}
