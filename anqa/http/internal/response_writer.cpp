#include "anqa/http/internal/response_writer.hpp"

#include <charconv>

#include "anqa/http/detail/plain_text.hpp"
#include "anqa/http/internal/headers_builder.hpp"
#include "anqa/http/status.hpp"

namespace anqa::http::detail {
namespace {

bool is_servers_own(std::string_view name) {
  switch (name.size()) {
    case 4:
      return equal_ignoring_case(name, "date");
    case 10:
      return equal_ignoring_case(name, "connection") || equal_ignoring_case(name, "keep-alive");
    case 14:
      return equal_ignoring_case(name, "content-length");
    case 17:
      return equal_ignoring_case(name, "transfer-encoding");
    default:
      return false;
  }
}

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end.ptr);
}

}  // namespace

bool is_sendable_field(const Header& field) { return is_token(field.name) && is_field_value(field.value); }

std::string check_response(const Response& response) {
  if (response.status < 200 || response.status > 599) {
    return "a response needs a status from 200 to 599, not " + std::to_string(response.status);
  }
  for (const Header field : response.headers) {
    if (!is_token(field.name)) return "a response has the header name \"" + std::string(field.name) + "\"";
    if (!is_field_value(field.value)) {
      return "a response has a control character in the value of its header field \"" +
             std::string(field.name) + "\"";
    }
  }
  return {};
}

bool sends_body(const Response& response, const Exchange& exchange) {
  return exchange.method != Method::head && !is_bodiless(response.status);
}

void write_head(std::string& out, const Response& response, std::uint64_t length, Exchange& exchange,
                std::string_view date) {
  if (response.status == 200) {
    out.append("HTTP/1.1 200 OK\r\ndate: ");
  } else {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::uint64_t>(response.status));
    out.append(" ").append(reason_phrase(response.status)).append("\r\ndate: ");
  }
  out.append(date).append("\r\n");
  bool has_servers_own = false;
  for (const Header field : response.headers) has_servers_own |= is_servers_own(field.name);
  const auto lines = HeadersWriter::lines(response.headers);
  if (lines && !has_servers_own) {
    out.append(*lines);
  } else {
    for (const Header field : response.headers) {
      if (is_servers_own(field.name)) continue;
      out.append(field.name).append(": ").append(field.value).append("\r\n");
    }
  }
  // A 204 must not have it (RFC 9110 §8.6); that of a 304 would be the length of what was not sent.
  if (length == unknown_length) {
    if (is_bodiless(response.status)) {
      // Nothing to frame.
    } else if (exchange.minor_version > 0) {
      out += "transfer-encoding: chunked\r\n";
    } else {
      exchange.keep_alive = false;
    }
  } else if (!is_bodiless(response.status)) {
    out += "content-length: ";
    append_number(out, length);
    out += "\r\n";
  }
  if (exchange.keep_alive && has_servers_own && response.headers.has_token("connection", "close"))
    exchange.keep_alive = false;
  if (!exchange.keep_alive) {
    out += "connection: close\r\n";
  } else if (exchange.minor_version == 0) {
    out += "connection: keep-alive\r\n";
  }
  out += "\r\n";
}

}  // namespace anqa::http::detail
