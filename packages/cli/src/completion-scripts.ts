/** The shells that words can be completed in. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** A shell. */
export type Shell = (typeof SHELLS)[number];

/**
 * What a shell is to run so that it asks Sluice for words. Bash ends a word at `@`, `:` and `=` and replaces only what
 * comes after, so what stands before is cut off.
 */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# Bash completion for sluice. In ~/.bashrc: source <(sluice completion bash)
_sluice() {
  local line="\${COMP_LINE:0:COMP_POINT}"
  local word="\${line##*[[:space:]]}" breaks="\${COMP_WORDBREAKS//[^@:=]/}" before="" found
  [[ -n $breaks ]] && before="\${word%"\${word##*[$breaks]}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r found _; do
    COMPREPLY+=("\${found#"$before"}")
  done < <("\${COMP_WORDS[0]}" completion --line "$line" 2>/dev/null)
}
complete -o bashdefault -o default -F _sluice sluice`,
  zsh: `#compdef sluice
# Zsh completion for sluice. In ~/.zshrc, after compinit: source <(sluice completion zsh)
_sluice() {
  local -a found
  local word description
  while IFS=$'\\t' read -r word description; do
    found+=("\${word//:/\\\\:}:$description")
  done < <(\${words[1]} completion --line "\${(j: :)words[1,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe -V sluice found; else _files; fi
}
if [[ \${funcstack[1]} == _sluice ]]; then _sluice "$@"; else compdef _sluice sluice; fi`,
  fish: `# Fish completion for sluice. In ~/.config/fish/config.fish: sluice completion fish | source
complete -c sluice -f -a '(sluice completion --line (commandline -cp) 2>/dev/null)'
complete -c sluice -l config -s c -r -F`,
};
