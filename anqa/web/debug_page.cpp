#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/base/encoding.hpp"
#include "anqa/http/status.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/detail/endpoint_plugs.hpp"
#include "anqa/web/error_page.hpp"

namespace anqa::detail {
namespace {

constexpr std::string_view style =
    "body{font:15px/1.5 system-ui,sans-serif;margin:0;color:#1d2330;background:#f6f7f9}"
    "header{background:#8f1d2c;color:#fff;padding:1.2rem 2rem}"
    "header h1{font-size:1.1rem;margin:0;font-weight:500}"
    "header p{font-size:1.5rem;margin:.3rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}"
    "main{padding:1rem 2rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}"
    "pre,code{font:13px/1.5 ui-monospace,monospace}"
    "pre{background:#fff;border:1px solid #d9dde5;padding:.6rem 0;overflow:auto;margin:0}"
    "pre span{display:block;padding:0 .8rem}pre .here{background:#fde2e4}"
    "table{border-collapse:collapse;width:100%}td{border-top:1px solid #d9dde5;padding:.25rem .6rem .25rem 0;"
    "vertical-align:top;overflow-wrap:anywhere}td:first-child{white-space:nowrap;color:#566}"
    "ol{padding-left:1.6rem}li{margin:.2rem 0}.dim{color:#667}";

void tag(std::string& out, std::string_view name, std::string_view text) {
  out.append("<").append(name).append(">");
  html_escape(out, text);
  out.append("</").append(name.substr(0, name.find(' '))).append(">");
}

void row(std::string& out, std::string_view key, std::string_view value) {
  out += "<tr>";
  tag(out, "td", key);
  tag(out, "td", value);
  out += "</tr>";
}

/// What the framework and the standard library do below the program's own code is seldom what is wrong.
bool is_own(const SourceFrame& frame) {
  return frame.line != 0 && !frame.function.starts_with("anqa::") && !frame.function.starts_with("std::") &&
         !frame.function.starts_with("__") && frame.file.find("/anqa/runtime/") == std::string::npos &&
         !frame.file.starts_with("/usr/");
}

/// The source around a line; nothing where the file is not there, as on another machine than that which
/// compiled it.
std::string excerpt(const SourceFrame& frame) {
  constexpr unsigned around = 6;
  std::ifstream file(frame.file);
  std::string out;
  std::string line;
  for (unsigned number = 1; std::getline(file, line) && number <= frame.line + around; ++number) {
    if (number + around < frame.line) continue;
    out += number == frame.line ? "<span class=\"here\">" : "<span>";
    std::string numbered = std::to_string(number);
    numbered.insert(0, numbered.size() < 5 ? 5 - numbered.size() : 0, ' ');
    html_escape(out, numbered + "  " + line);
    out += "</span>";
  }
  return out;
}

/// A link that opens an editor, as PLUG_EDITOR says: "vscode://file/__FILE__:__LINE__".
std::string editor_link(const SourceFrame& frame) {
  const char* editor = std::getenv("PLUG_EDITOR");
  if (editor == nullptr || frame.line == 0) return {};
  std::string link(editor);
  const auto replace = [&link](std::string_view name, const std::string& value) {
    if (const auto at = link.find(name); at != std::string::npos) link.replace(at, name.size(), value);
  };
  replace("__FILE__", frame.file);
  replace("__LINE__", std::to_string(frame.line));
  return link;
}

void position(std::string& out, const SourceFrame& frame) {
  if (frame.line == 0) return;
  const std::string text = frame.file + ":" + std::to_string(frame.line);
  const std::string link = editor_link(frame);
  out += " <span class=\"dim\">";
  if (!link.empty()) {
    out += "<a href=\"";
    html_escape(out, link);
    out += "\">";
  }
  html_escape(out, text);
  out += link.empty() ? "</span>" : "</a></span>";
}

void add_stack(std::string& out, const std::vector<SourceFrame>& stack) {
  for (const SourceFrame& frame : stack) {
    if (!is_own(frame)) continue;
    const std::string lines = excerpt(frame);
    if (lines.empty()) continue;
    tag(out, "h2", "Source");
    tag(out, "code", frame.function);
    position(out, frame);
    out += "<pre>" + lines + "</pre>";
    break;
  }
  tag(out, "h2", "Stack");
  if (stack.empty()) {
    out +=
        "<p class=\"dim\">None was taken: another exception came in between, there are many in a second, or "
        "a sanitizer runs.</p>";
    return;
  }
  out += "<ol>";
  for (const SourceFrame& frame : stack) {
    if (frame.function.empty()) continue;
    out += "<li>";
    tag(out, is_own(frame) ? "code" : "code class=\"dim\"", frame.function);
    position(out, frame);
    out += "</li>";
  }
  out += "</ol>";
}

void add_routes(std::string& out, const Conn& conn) {
  tag(out, "h2", "Routes");
  out += "<table>";
  for (const Route& route : conn.router().routes()) {
    std::string methods;
    for (unsigned method = 0; method < Methods::count; ++method) {
      if (!route.methods.has(static_cast<http::Method>(method))) continue;
      if (!methods.empty()) methods += ' ';
      methods += http::to_string(static_cast<http::Method>(method));
    }
    row(out, methods, pattern_text(route));
  }
  out += "</table>";
}

/// Broken parameters may be what is wrong.
std::string params_text(const Conn& conn) try {
  return inspect(conn.endpoint().logging.filter_parameters(conn.params()).term());
} catch (...) {
  return "(they cannot be read)";
}

void add_request(std::string& out, const Conn& conn) {
  const http::Request& request = conn.request();
  tag(out, "h2", "Request");
  out += "<table>";
  row(out, "request", std::string(http::to_string(request.method)) + " " + std::string(request.path()));
  if (conn.route() != nullptr) row(out, "route", pattern_text(*conn.route()));
  row(out, "parameters", params_text(conn));
  row(out, "remote ip", request.peer.ip);
  if (!conn.request_id().empty()) row(out, "request id", conn.request_id());
  const SessionState& session = ConnAccess::state(conn).session;
  if (session.fetched) {
    row(out, "session", inspect(conn.endpoint().logging.filter_parameters(Params(session.values)).term()));
  }
  out += "</table>";
  tag(out, "h2", "Headers");
  out += "<table>";
  for (const http::Header header : request.headers) {
    const bool secret = http::equal_ignoring_case(header.name, "cookie") ||
                        http::equal_ignoring_case(header.name, "authorization");
    row(out, header.name, secret ? "[FILTERED]" : header.value);
  }
  out += "</table>";
}

std::string plain_text(const RequestFailure& failure, const std::vector<SourceFrame>& stack) {
  std::string text = std::to_string(failure.status) + " " + std::string(http::reason_phrase(failure.status)) +
                     "\n" + failure.kind + ": " + failure.reason + "\n";
  for (const SourceFrame& frame : stack) {
    if (frame.function.empty()) continue;
    text += "    at " + frame.function;
    if (frame.line != 0) text += " (" + frame.file + ":" + std::to_string(frame.line) + ")";
    text += '\n';
  }
  return text;
}

Term json_of(const RequestFailure& failure, const std::vector<SourceFrame>& stack) {
  std::vector<Term> lines;
  for (const SourceFrame& frame : stack) {
    if (frame.function.empty()) continue;
    lines.push_back(Term::map({{"function", frame.function}, {"file", frame.file}, {"line", frame.line}}));
  }
  return Term::map({{"errors", Term::map({{"detail", http::reason_phrase(failure.status)},
                                          {"exception", failure.kind},
                                          {"message", failure.reason},
                                          {"stack", Term::list(std::move(lines))}})}});
}

}  // namespace

Conn debug_error_page(Conn conn, const RequestFailure& failure, const std::vector<SourceFrame>& stack) {
  if (failure.format == "json") return conn.json(json_of(failure, stack));
  if (failure.format == "text") return conn.text(plain_text(failure, stack));
  const std::string reason =
      std::to_string(failure.status) + " " + std::string(http::reason_phrase(failure.status));
  std::string page = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">";
  tag(page, "title", reason + ": " + failure.reason);
  page.append("<style>").append(style).append("</style></head><body><header>");
  tag(page, "h1",
      failure.kind + " at " + std::string(http::to_string(conn.method())) + " " +
          std::string(conn.request_path()) + " (" + reason + ")");
  tag(page, "p", failure.reason);
  page += "</header><main>";
  add_stack(page, stack);
  if (failure.status == 404) add_routes(page, conn);
  add_request(page, conn);
  page += "</main></body></html>\n";
  return conn.html(std::move(page));
}

}  // namespace anqa::detail
