package dev.agentruntime.micrometer;

/**
 * What a request for all meters is answered with.
 *
 * @param contentType the format of the text, for the header of that name
 * @param text one line a figure, to be sent in UTF-8
 */
public record Scrape(String contentType, String text) {}
