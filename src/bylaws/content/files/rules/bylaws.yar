// The signatures that bylaws brings. Each asks for two signs at least that do not go together by chance.

rule test_virus {
  meta: about = "the test file on which scanners have agreed, at any place"
  strings:
    // In figures, so that no scanner takes this file for it.
    $a = { 58 35 4F 21 50 25 40 41 50 5B 34 5C 50 5A 58 35 34 28 50 5E 29 37 43 43 29 37 7D 24 45 49 43 41 52 2D }
  condition: $a
}

rule php_shell {
  meta: about = "a page in PHP that runs what its visitor sends"
  strings:
    $php = "<?php" nocase
    $run = /\b(eval|assert|system|shell_exec|passthru|proc_open|popen)\s*\(\s*(@?\$_(GET|POST|REQUEST|COOKIE)|(base64_decode|gzinflate|str_rot13)\s*\(\s*\$_)/ nocase
  condition: $php and $run
}

rule packed_php {
  meta: about = "a page in PHP that runs what it unpacks"
  strings:
    $php = "<?php" nocase
    $run = /\beval\s*\(\s*(gzinflate|gzuncompress|str_rot13)\s*\(\s*(base64_decode|str_rot13)\s*\(/ nocase
  condition: $php and $run
}

rule hidden_powershell {
  meta: about = "PowerShell that is started unseen and fetches or unpacks what it runs"
  strings:
    $shell = "powershell" nocase ascii wide
    $unseen1 = "-w hidden" nocase ascii wide
    $unseen2 = "-windowstyle hidden" nocase ascii wide
    $fetch1 = "DownloadString(" nocase ascii wide
    $fetch2 = "FromBase64String(" nocase ascii wide
    $fetch3 = "-EncodedCommand" nocase ascii wide
    $fetch4 = " -enc " nocase ascii wide
  condition: $shell and any of ($unseen*) and any of ($fetch*)
}

rule running_link {
  meta: about = "a Windows shortcut that starts a shell"
  strings:
    $shell1 = "powershell" nocase ascii wide
    $shell2 = "cmd.exe" nocase ascii wide
    $shell3 = "mshta" nocase ascii wide
    $url = "http" nocase ascii wide
  condition: uint32(0) == 0x0000004C and uint32(4) == 0x00021401 and any of ($shell*) and $url
}

rule reverse_shell {
  meta: about = "a command that hands a shell to another machine"
  strings:
    $a = /\bbash\s+-i\s*>&\s*\/dev\/tcp\/[^\s\/]{4,60}\/\d{2,5}/
    $b = /\bnc(at)?\s+(-\w+\s+)*-e\s+\/bin\/(ba)?sh\b/
    $c = /socket\.socket\([^)]{0,60}\)[\s\S]{1,200}os\.dup2\([^)]{1,40}\)[\s\S]{1,200}\/bin\/(ba)?sh/
  condition: any of them
}

rule miner {
  meta: about = "settings or program of a miner of coins"
  strings:
    $pool = /stratum\+(tcp|ssl):\/\/[a-z0-9.-]{4,80}:\d{2,5}/ nocase
    $sign1 = "xmrig" nocase
    $sign2 = "cryptonight" nocase
    $sign3 = "randomx" nocase
    $sign4 = "donate-level" nocase
  condition: $pool and any of ($sign*)
}

rule ransom_note {
  meta: about = "a note that asks for money for files that were encrypted"
  strings:
    $lost1 = "files have been encrypted" nocase
    $lost2 = "files are encrypted" nocase
    $pay1 = "bitcoin" nocase
    $pay2 = ".onion" nocase
    $pay3 = "monero" nocase
    $back1 = "decryptor" nocase
    $back2 = "decryption key" nocase
    $back3 = "private key" nocase
  condition: filesize < 200KB and any of ($lost*) and any of ($pay*) and any of ($back*)
}

rule page_that_unpacks {
  meta: about = "a page that makes a file out of itself and hands it to its visitor"
  strings:
    $page = "<script" nocase
    $unpack = "atob(" nocase
    $make = "new Blob(" nocase
    $hand1 = "msSaveOrOpenBlob" nocase
    $hand2 = /\.download\s*=\s*["'][^"']{1,80}\.(zip|iso|img|exe|js|hta|lnk)["']/ nocase
  condition: $page and $unpack and $make and any of ($hand*)
}
