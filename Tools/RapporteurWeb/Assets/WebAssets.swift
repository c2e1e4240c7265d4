/// The files that the web serves or renders, embedded in the program.
public enum WebAssets {}
